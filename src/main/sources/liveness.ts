export interface LivenessPolicy {
  /** Shortest silence that is taken for a dead connection, ms. */
  readonly leastMs: number;
  /** Longest, ms. */
  readonly mostMs: number;
}

export const DEFAULT_LIVENESS: LivenessPolicy = { leastMs: 30_000, mostMs: 3_600_000 };

/** So many of its usual intervals may a stream be silent, and so many of the longest it has lately been. */
const INTERVALS = 4;
const LONGEST = 2;

/**
 * How long a stream may be silent before its connection is taken for dead: a half-open one, after sleep or behind a
 * router that has forgotten it, looks alive for ever. A stream that is silent again after a new connection is just
 * quiet: it gets twice as long each time, until it says something.
 */
export class Liveness {
  readonly #policy: LivenessPolicy;
  #patience = 1;

  constructor(policy: LivenessPolicy = DEFAULT_LIVENESS) {
    this.#policy = policy;
  }

  /**
   * ms; null while nothing is known of the stream's habits.
   * @param longestMs its longest silence of late
   */
  limit(usualIntervalMs: number | null, longestMs = 0): number | null {
    if (usualIntervalMs === null) return null;
    const { leastMs, mostMs } = this.#policy;
    const enough = Math.max(leastMs, usualIntervalMs * INTERVALS, longestMs * LONGEST);
    return Math.min(mostMs, enough * this.#patience);
  }

  /** A sign of life. */
  spoke(): void {
    this.#patience = 1;
  }

  /** A connection was given up for its silence. */
  gaveUp(): void {
    this.#patience = Math.min(this.#patience * 2, 1_024);
  }
}
