/** Timers may come a little early: what is this near has begun, ms. */
const EARLY_MS = 5;

/**
 * How long until the clock's next whole second, or the next multiple of another time (ms). What is told once a second is told then
 * by main process and windows alike: a window at rest draws one picture a second, not one for each of them.
 */
export function untilWholeSecond(everyMs = 1_000, now = Date.now()): number {
  const left = everyMs - (now % everyMs);
  return left < EARLY_MS ? left + everyMs : left;
}
