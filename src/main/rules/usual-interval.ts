/** Intervals that are remembered, and how many are needed before anything is usual. */
const MOST = 256;
const LEAST = 10;
/** What comes within so long counts as one, ms: what matters is the pauses of a stream, not how dense its bursts are. */
const SLOT_MS = 1_000;
/** Of the intervals, the longest few are left out: breaks that were none of the stream's own. */
const QUANTILE = 0.99;
/** So many times the usual interval is longer than usual. */
const FACTOR = 2;
/** Nothing shorter is a silence, ms. */
export const SHORTEST_SILENCE_MS = 5_000;

/** Learns how long a stream usually pauses. */
export class UsualInterval {
  readonly #intervals: number[] = [];
  #next = 0;
  #slotAt: number | null = null;
  #limit: number | null = null;

  /** Something arrived. @param at epoch ms */
  event(at: number): void {
    if (this.#slotAt === null) {
      this.#slotAt = at;
      return;
    }
    const interval = at - this.#slotAt;
    if (interval < 0) this.#slotAt = at;
    if (interval < SLOT_MS) return;
    this.#slotAt = at;
    this.#intervals[this.#next] = interval;
    this.#next = (this.#next + 1) % MOST;
    this.#limit = null;
  }

  /** The stream broke off: the time until the next event is none of its own pauses. */
  breakOff(): void {
    this.#slotAt = null;
  }

  /** From when on a silence is longer than usual, ms; null while that cannot be told. */
  limitMs(): number | null {
    if (this.#intervals.length < LEAST) return null;
    this.#limit ??= Math.max(SHORTEST_SILENCE_MS, FACTOR * quantile(this.#intervals));
    return this.#limit;
  }
}

function quantile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(QUANTILE * (sorted.length - 1))]!;
}
