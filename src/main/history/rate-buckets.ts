import { RATE_SECONDS, type RateBucket } from '@shared/feed';

/** Events by second for the hydrograph, over the last `RATE_SECONDS`. */
export class RateBuckets {
  readonly #events = new Uint32Array(RATE_SECONDS);
  readonly #errors = new Uint32Array(RATE_SECONDS);
  readonly #changed = new Set<number>();
  #newest = 0;

  /** Counts an event by its arrival (epoch ms). Events come in order of arrival, but the clock may be set. */
  add(receivedAt: number, error: boolean): void {
    const second = Math.floor(receivedAt / 1_000);
    if (second > this.#newest) this.#advance(second);
    // The clock was set back: go on from there rather than show nothing until it has caught up.
    else if (this.#newest - second >= RATE_SECONDS) this.#restart(second);
    const slot = second % RATE_SECONDS;
    this.#events[slot]!++;
    if (error) this.#errors[slot]!++;
    this.#changed.add(second);
  }

  /** Takes what is known of a second from elsewhere, where that is more than was counted here. */
  seed(second: number, events: number, errors: number): void {
    if (second > this.#newest) this.#advance(second);
    else if (second <= this.#newest - RATE_SECONDS) return;
    const slot = second % RATE_SECONDS;
    if (this.#events[slot]! >= events) return;
    this.#events[slot] = events;
    this.#errors[slot] = errors;
    this.#changed.add(second);
  }

  /** The window that ends with the second of `now` (epoch ms), oldest first; forgets what had changed. */
  takeAll(now: number): RateBucket[] {
    this.#changed.clear();
    const end = Math.max(Math.floor(now / 1_000), this.#newest);
    return Array.from({ length: RATE_SECONDS }, (_, i) => this.#bucket(end - RATE_SECONDS + 1 + i));
  }

  /** The seconds that changed since the last take, oldest first. */
  takeChanged(): RateBucket[] {
    const seconds = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    return seconds.map((second) => this.#bucket(second));
  }

  #bucket(second: number): RateBucket {
    const inside = second <= this.#newest && second > this.#newest - RATE_SECONDS;
    const slot = second % RATE_SECONDS;
    return {
      second,
      events: inside ? this.#events[slot]! : 0,
      errors: inside ? this.#errors[slot]! : 0,
    };
  }

  #advance(second: number): void {
    const from = Math.max(this.#newest + 1, second - RATE_SECONDS + 1);
    for (let s = from; s <= second; s++) {
      this.#events[s % RATE_SECONDS] = 0;
      this.#errors[s % RATE_SECONDS] = 0;
    }
    this.#newest = second;
    for (const s of this.#changed) if (s <= second - RATE_SECONDS) this.#changed.delete(s);
  }

  #restart(second: number): void {
    this.#events.fill(0);
    this.#errors.fill(0);
    this.#changed.clear();
    this.#newest = second;
  }
}
