const KEPT = 20;
/** Signs of life closer together than this belong to one burst, ms. */
const BURST_MS = 1_000;

/** Learns how often a stream shows a sign of life (events, comments), bursts counted once. */
export class Cadence {
  readonly #gaps: number[] = [];
  #last: number | null = null;

  /** @param at monotonic or epoch ms, not decreasing */
  sign(at: number): void {
    if (this.#last !== null) {
      const gap = at - this.#last;
      if (gap < BURST_MS) {
        this.#last = at;
        return;
      }
      this.#gaps.push(gap);
      if (this.#gaps.length > KEPT) this.#gaps.shift();
    }
    this.#last = at;
  }

  /** A new connection: the time without one is no gap of the stream. */
  restart(): void {
    this.#last = null;
  }

  /** The median gap in ms, null before three are known. */
  get usualIntervalMs(): number | null {
    if (this.#gaps.length < 3) return null;
    const sorted = [...this.#gaps].sort((a, b) => a - b);
    return Math.round(sorted[sorted.length >> 1]!);
  }
}
