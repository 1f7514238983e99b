import type { Log } from './log';

/** How often it is looked at, ms: often enough to notice, seldom enough to cost nothing. */
const EVERY_MS = 500;
/** A turn that takes longer than this is noted, ms. */
const SLOW_MS = 200;
/** Longer than this the machine slept, or a debugger held the process, ms. */
const ASLEEP_MS = 30_000;

/** Notes when the main process was too busy to answer. Returns the function that stops it. */
export function watchSlowTurns(log: Log): () => void {
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    const late = Math.round(now - due);
    due = now + EVERY_MS;
    if (late > SLOW_MS && late < ASLEEP_MS) {
      log.warn('app', `The main process was busy for ${late} ms.`, { ms: late });
    }
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
