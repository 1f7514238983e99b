const SECONDS = 10;

/** A sum over the last 10 s, by whole seconds. */
export class SlidingSum {
  readonly #buckets = new Float64Array(SECONDS);
  #second = 0;
  #startedAt: number | null = null;

  /** @param at epoch ms, not decreasing but for a clock that is set back */
  add(amount: number, at: number): void {
    this.#startedAt ??= at;
    this.#turnTo(Math.floor(at / 1_000));
    this.#buckets[this.#second % SECONDS]! += amount;
  }

  /** A second, over the last 10 s or as long as there has been anything. */
  perSecond(at: number): number {
    if (this.#startedAt === null) return 0;
    this.#turnTo(Math.floor(at / 1_000));
    const sum = this.#buckets.reduce((all, each) => all + each, 0);
    return sum / Math.min(SECONDS, Math.max(1, (at - this.#startedAt) / 1_000));
  }

  #turnTo(second: number): void {
    const steps = second - this.#second;
    if (steps === 0) return;
    if (steps < 0 || steps >= SECONDS) this.#buckets.fill(0);
    else for (let each = this.#second + 1; each <= second; each++) this.#buckets[each % SECONDS] = 0;
    this.#second = second;
  }
}
