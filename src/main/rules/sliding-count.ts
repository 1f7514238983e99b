/** Parts that the time is divided into. */
const BUCKETS = 100;

/** How many events came within a time that ends now: in a hundred parts, so that it takes the same room for any number. */
export class SlidingCount {
  readonly #widthMs: number;
  readonly #buckets = new Float64Array(BUCKETS);
  /** Number of the newest part since the epoch. */
  #newest = -Infinity;
  #sum = 0;

  /** @param windowMs more than 0 */
  constructor(windowMs: number) {
    this.#widthMs = windowMs / BUCKETS;
  }

  /** @param at epoch ms; what is older than the newest counts as new */
  add(at: number): void {
    this.#advance(at);
    this.#buckets[slot(this.#newest)]! += 1;
    this.#sum++;
  }

  /** How many there are. @param now epoch ms */
  sum(now: number): number {
    this.#advance(now);
    return this.#sum;
  }

  clear(): void {
    this.#buckets.fill(0);
    this.#sum = 0;
    this.#newest = -Infinity;
  }

  #advance(at: number): void {
    const bucket = Math.floor(at / this.#widthMs);
    if (bucket <= this.#newest) return;
    if (bucket - this.#newest >= BUCKETS) {
      this.#buckets.fill(0);
      this.#sum = 0;
    } else {
      for (let passed = this.#newest + 1; passed <= bucket; passed++) {
        this.#sum -= this.#buckets[slot(passed)]!;
        this.#buckets[slot(passed)] = 0;
      }
    }
    this.#newest = bucket;
  }
}

const slot = (bucket: number): number => bucket % BUCKETS;
