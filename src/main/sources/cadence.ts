const KEPT = 20;
/** Signs of life closer together than this belong to one burst, ms. */
const BURST_MS = 1_000;
/** So many of something, and it is a habit. */
const HABIT = 3;

/** Learns how often a stream shows a sign of life (events, comments), bursts counted once. */
export class Cadence {
  /** The last distances between bursts, ms. */
  readonly #silences: number[] = [];
  /** Seconds, about, in which signs came without a silence between them. */
  #busy = 0;
  #burstAt = 0;
  #last: number | null = null;

  /** @param at monotonic or epoch ms, not decreasing */
  sign(at: number): void {
    const silence = this.#last === null ? 0 : at - this.#last;
    if (this.#last === null || silence >= BURST_MS) this.#burstAt = at;
    this.#last = at;
    if (silence >= BURST_MS) {
      this.#silences.push(silence);
      if (this.#silences.length > KEPT) this.#silences.shift();
    } else if (at - this.#burstAt >= BURST_MS) {
      this.#busy += 1;
      this.#burstAt = at;
    }
  }

  /** A new connection: the time without one is no silence of the stream. */
  restart(): void {
    this.#last = null;
  }

  /** The median silence in ms; 1,000 for a stream that has none to speak of; null before either is known. */
  get usualIntervalMs(): number | null {
    if (this.#silences.length >= HABIT) {
      const sorted = [...this.#silences].sort((a, b) => a - b);
      return Math.round(sorted[sorted.length >> 1]!);
    }
    return this.#busy >= HABIT ? BURST_MS : null;
  }

  /** The longest of the last 20 silences, ms; 0 for none. */
  get longestMs(): number {
    return Math.max(0, ...this.#silences);
  }
}
