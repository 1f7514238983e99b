import { eventually } from '../../support/eventually';
import { startBareApp } from './bare-app';
import { INSPECTABLE, Inspector } from './inspector';

/** A row with an event in it, or the words that stand where there are none. */
const USABLE = '.tb-row .tm, .tempty:not(.tsearch)';
const TIMEOUT_MS = 60_000;

/** Once the page has had no task longer than 50 ms for so long, it answers whatever is done to it, ms. */
const QUIET_MS = 500;

/** Runs in the page before everything else. The moment counts when the frame was painted, not when it was made. */
const WATCH = `(() => {
  if (globalThis.usable) return;
  globalThis.usable = { at: 0, rows: 0, busyUntil: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      usable.busyUntil = performance.timeOrigin + startTime + duration;
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const found = document.querySelector(${JSON.stringify(USABLE)});
    if (!found) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      usable.at = Date.now();
      usable.rows = document.querySelectorAll('.tb-row .tm').length;
    };
    port2.postMessage(null);
  };
  look();
})()`;

const ASK = `JSON.stringify({
  ...globalThis.usable,
  now: Date.now(),
  paintedAt: performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
})`;

/** ms from the start of the process. */
export interface StartTimes {
  /** Until something was painted. */
  readonly paintedMs: number;
  /** Until the first events, or that there are none, were on the screen. */
  readonly shownMs: number;
  /** Until then, and until the last task of the page was over that would have kept a key or a click waiting for 50 ms. */
  readonly interactiveMs: number;
  readonly rows: number;
}

/**
 * Starts the app by itself, as a person does, and looks into its window through Chromium's own protocol: a test driver would
 * hold the start back until it is connected.
 */
export async function timeStart(dataPath: string): Promise<StartTimes> {
  const began = Date.now();
  const app = startBareApp({ dataPath, switches: [INSPECTABLE] });
  try {
    const inspector = await Inspector.open(dataPath, TIMEOUT_MS, WATCH);
    try {
      const { at, rows, paintedAt, busyUntil } = await whenQuiet(inspector);
      const shownMs = Math.max(at, paintedAt) - began;
      return {
        paintedMs: paintedAt - began,
        shownMs,
        interactiveMs: Math.max(shownMs, busyUntil - began),
        rows,
      };
    } finally {
      inspector.close();
    }
  } finally {
    await app.end();
  }
}

interface Usable {
  readonly at: number;
  readonly rows: number;
  readonly paintedAt: number;
  readonly busyUntil: number;
  readonly now: number;
}

function whenQuiet(inspector: Inspector): Promise<Usable> {
  return eventually(
    async () => {
      const usable = JSON.parse((await inspector.evaluate(ASK)) ?? '{}') as Partial<Usable>;
      // Chromium tells of the first paint a little after it.
      if (!usable.at || !usable.paintedAt)
        throw new Error('The window shows neither events nor that there are none.');
      if (usable.now! - Math.max(usable.at, usable.busyUntil!) < QUIET_MS)
        throw new Error('The window does not come to rest.');
      return usable as Usable;
    },
    { timeoutMs: TIMEOUT_MS },
  );
}
