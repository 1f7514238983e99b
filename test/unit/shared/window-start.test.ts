import { describe, expect, it } from 'vitest';
import { windowStartArgument, windowStartOf } from '../../../src/shared/window-start';

describe('what a window knows before it asks', () => {
  it('comes out of the arguments of its process as it was put in', () => {
    const start = { language: 'de', view: 'server' } as const;
    expect(windowStartOf(['electron', '--type=renderer', windowStartArgument(start), '--lang=en'])).toEqual(
      start,
    );
  });

  it('is the usual where nobody said anything', () => {
    expect(windowStartOf(['electron'])).toEqual({ language: 'system', view: 'stream' });
  });
});
