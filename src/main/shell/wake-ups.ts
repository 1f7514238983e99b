/** ms within which signs of the same waking count once. */
const SAME_WAKING_MS = 10_000;

/** As much of Electron's `powerMonitor` as is needed here. */
export interface PowerEvents {
  on(event: 'suspend' | 'resume' | 'unlock-screen', listener: () => void): unknown;
}

/**
 * Tells of the machine waking up: once, however many signs of it there are. A lid that is opened resumes the machine, and
 * then its screen is unlocked; a screen that is unlocked alone means nothing, since the machine has gone on.
 *
 * @param now in ms
 */
export function onWaking(power: PowerEvents, wake: () => void, now: () => number = Date.now): void {
  let suspended = false;
  let wokenAt = -Infinity;
  const woken = (): void => {
    suspended = false;
    if (now() - wokenAt < SAME_WAKING_MS) return;
    wokenAt = now();
    wake();
  };
  power.on('suspend', () => {
    suspended = true;
    // What comes after this is another waking.
    wokenAt = -Infinity;
  });
  power.on('resume', woken);
  power.on('unlock-screen', () => {
    // Some systems leave the resume out.
    if (suspended) woken();
  });
}
