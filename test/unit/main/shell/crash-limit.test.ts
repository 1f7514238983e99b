import { describe, expect, it } from 'vitest';
import { crashLimit } from '../../../../src/main/shell/crash-limit';

describe('a window that crashes', () => {
  it('is loaded again three times within a minute and then no more', () => {
    let now = 0;
    const mayReload = crashLimit(() => now);
    expect([mayReload(), mayReload(), mayReload(), mayReload()]).toEqual([true, true, true, false]);
    now = 59_999;
    expect(mayReload()).toBe(false);
    now = 60_000;
    expect(mayReload()).toBe(true);
  });

  it('is loaded again as often as it likes when the crashes are far apart', () => {
    let now = 0;
    const mayReload = crashLimit(() => now);
    for (let i = 0; i < 20; i++, now += 30_000) expect(mayReload()).toBe(true);
  });
});
