import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchUnexpectedErrors } from '../../../../src/main/shell/unexpected-errors';

afterEach(() => void vi.restoreAllMocks());

/** Watches, and throws what nobody catches. */
function watched() {
  const listeners = new Map<string | symbol, (error: Error) => void>();
  vi.spyOn(process, 'on').mockImplementation((name, listener) => {
    listeners.set(name, listener);
    return process;
  });
  const write = vi.fn();
  const endStart = vi.fn();
  const { tellThrough } = watchUnexpectedErrors(write, endStart);
  return { write, endStart, tellThrough, fail: (error: Error) => listeners.get('uncaughtException')!(error) };
}

describe('an error that nobody caught', () => {
  it('ends the start, and is said once, however many follow', () => {
    const { write, endStart, fail } = watched();
    const first = new Error('no room');
    fail(first);
    fail(new Error('another'));
    expect(endStart.mock.calls).toEqual([[first]]);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('is told in the window once the app runs, and ends nothing', () => {
    const { endStart, tellThrough, fail } = watched();
    const tell = vi.fn();
    tellThrough(tell);
    fail(new Error('broken'));
    fail(new Error('broken again'));
    expect(endStart).not.toHaveBeenCalled();
    expect(tell).toHaveBeenCalledTimes(1);
    expect(tell.mock.calls[0]).toMatchObject([
      { level: 'error', message: expect.stringMatching(/broken$/u) },
    ]);
  });

  it('does not fill the disk when it comes with every event', () => {
    const { write, tellThrough, fail } = watched();
    tellThrough(vi.fn());
    for (let i = 0; i < 1_000; i++) fail(new Error('broken'));
    expect(write.mock.calls.length).toBeLessThanOrEqual(20);
  });
});
