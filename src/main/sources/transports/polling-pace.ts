import { performance } from 'node:perf_hooks';

/** Between the starts of long polls that bring nothing and were not held: doubled each time, ms. */
const EMPTY_PAUSE = { first: 250, most: 30_000 };
/** An answer after less than this was not held back, ms. */
const NOT_HELD_MS = 1_000;
/** Between the starts of long polls whose answers do not say how to go on, ms. */
const SPACING_MS = 50;
const JITTER = 0.1;

/** When the next poll is due. All times are monotonic ms. */
export class PollingPace {
  readonly #intervalMs: number;
  /** Quick answers without news in a row. */
  #quickEmpty = 0;
  #due = performance.now();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** There is more to fetch. */
  atOnce(): number {
    this.#quickEmpty = 0;
    this.#due = performance.now();
    return 0;
  }

  /** A server that does not hold its polls is not to be flooded. @returns ms to wait */
  afterLongPoll(startedAt: number, brought: boolean): number {
    const since = performance.now() - startedAt;
    if (since >= NOT_HELD_MS || brought) {
      this.#quickEmpty = 0;
      return Math.max(0, SPACING_MS - since);
    }
    const { first, most } = EMPTY_PAUSE;
    return Math.max(0, Math.min(most, first * 2 ** Math.min(this.#quickEmpty++, 20)) - since);
  }

  /** One interval ±10 % after the last poll was due; ticks that have passed meanwhile are left out. */
  nextTick(): { readonly waitMs: number; readonly skipped: number } {
    const now = performance.now();
    const intervalMs = this.#intervalMs * (1 + JITTER * (2 * Math.random() - 1));
    this.#due += intervalMs;
    const skipped = this.#due < now ? Math.ceil((now - this.#due) / intervalMs) : 0;
    this.#due += skipped * intervalMs;
    return { waitMs: Math.max(0, this.#due - now), skipped };
  }
}
