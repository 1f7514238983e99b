import type { Quantiles } from '@shared/source';

const KEPT = 1_024;

/** The newest 1,024 values of something, for their middle and far end. */
export class RecentValues {
  readonly #ring = new Float64Array(KEPT);
  #count = 0;
  #lowest: number | null = null;

  add(value: number): void {
    this.#ring[this.#count++ % KEPT] = value;
    if (this.#lowest === null || value < this.#lowest) this.#lowest = value;
  }

  /** The smallest value so far, those that are not kept any more included. */
  get lowest(): number | null {
    return this.#lowest;
  }

  clear(): void {
    this.#count = 0;
    this.#lowest = null;
  }

  quantiles(): Quantiles | null {
    const count = Math.min(this.#count, KEPT);
    if (count === 0) return null;
    const sorted = this.#ring.slice(0, count).sort();
    const at = (part: number): number => sorted[Math.min(count - 1, Math.floor(part * count))]!;
    return { p50: at(0.5), p99: at(0.99), count };
  }
}
