import { app } from 'electron';

/** Longest that quitting waits for what is still to be written, ms. */
const PATIENCE_MS = 5_000;

/** Holds the end of the app back, windows already gone, until `flush` is done or has had its time. */
export function quitAfter(flush: () => Promise<void>): void {
  let state: 'running' | 'flushing' | 'done' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'done') return;
    event.preventDefault();
    if (state === 'flushing') return;
    state = 'flushing';
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    void Promise.race([flush().catch(() => undefined), patience]).then(() => {
      state = 'done';
      // Not at once: while Electron is still in the attempt that was held back, another one counts for nothing.
      setImmediate(() => app.quit());
    });
  });
}

/**
 * Ends the app properly when the system asks it to. Chromium does so by itself, but a library that listens to a signal for
 * a moment, as those do that write files, leaves the system's own behaviour behind: the end at once, with nothing saved.
 */
export function quitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
