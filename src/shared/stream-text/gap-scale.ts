/** Each class of times is this much longer than the one before it. */
const STEP = Math.log(1.02);
const LONGEST_MS = 86_400_000;

/**
 * Quantiles of times in whole milliseconds, in constant space: exact up to 50 ms, within 1 % above, and exact for the
 * longest.
 */
export class GapScale {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #longest = 0;

  get count(): number {
    return this.#count;
  }

  /** ms; 0 before the first. */
  get longest(): number {
    return this.#longest;
  }

  add(ms: number): void {
    const time = Math.min(LONGEST_MS, Math.max(0, Math.round(ms)));
    const place = placeOf(time);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
    this.#count++;
    this.#longest = Math.max(this.#longest, time);
  }

  /** The time, ms, that this part (0 … 1) of all are not above; null before the first. */
  quantile(part: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.max(1, Math.ceil(part * this.#count));
    for (const place of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(place)!;
      if (left > 0) continue;
      if (place === placeOf(this.#longest)) break;
      return place < 0 ? 0 : Math.round(Math.exp((place + 0.5) * STEP));
    }
    return this.#longest;
  }
}

/** The class of a time; -1 for none at all. */
function placeOf(ms: number): number {
  return ms === 0 ? -1 : Math.floor(Math.log(ms) / STEP);
}
