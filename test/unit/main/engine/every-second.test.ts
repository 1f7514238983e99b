import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilWholeSecond } from '@shared/whole-seconds';
import { everySecond } from '../../../../src/main/engine/every-second';

const START = 1_700_000_000_300;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(START);
});
afterEach(() => vi.useRealTimers());

it('works at every whole second of the clock, whenever it was begun, until it is ended', () => {
  const at: number[] = [];
  const stop = everySecond(() => at.push(Date.now() - START));
  vi.advanceTimersByTime(2_700);
  expect(at).toEqual([700, 1_700, 2_700]);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(at).toHaveLength(3);
});

it('goes on at the next second when its work fails', () => {
  let turns = 0;
  const stop = everySecond(() => {
    turns++;
    throw new Error('broken');
  });
  expect(() => vi.advanceTimersByTime(700)).toThrow('broken');
  expect(() => vi.advanceTimersByTime(1_000)).toThrow('broken');
  expect(turns).toBe(2);
  stop();
});

it.each([
  [1_000, 300, 700],
  [1_000, 0, 1_000],
  [100, 230, 70],
  // A timer that came a little early does not come twice for the same second.
  [1_000, 998, 1_002],
])('waits, for every %i ms at %i ms, another %i ms', (everyMs, now, wait) => {
  expect(untilWholeSecond(everyMs, now)).toBe(wait);
});
