/** Shortest time between two notifications about the same, ms. */
export const SAME_AGAIN_MS = 5_000;
const MINUTE_MS = 60_000;
/** Most that are told apart: beyond, the oldest is forgotten. More than there can be rules and sources. */
const MAX_KEYS = 500;

/** How many notifications may come: of one thing at most one in 5 s, in all so many a minute. */
export class NoticeGate {
  /** When each was last let through, oldest first. */
  readonly #last = new Map<string, number>();
  /** When those of the last minute were let through, oldest first. */
  #recent: number[] = [];

  /** Lets one through and counts it, or does not. @param key what it is about; @param now epoch ms */
  pass(key: string, perMinute: number, now: number): boolean {
    const last = this.#last.get(key) ?? -Infinity;
    // A clock that was set back must not close the gate.
    if (last <= now && now - last < SAME_AGAIN_MS) return false;
    if (this.waitMs(perMinute, now) > 0) return false;
    this.count([key], now);
    return true;
  }

  /** Counts one that goes through, whatever the limit: it is about all of these. */
  count(keys: readonly string[], now: number): void {
    for (const key of keys) {
      this.#last.delete(key);
      this.#last.set(key, now);
    }
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= MAX_KEYS) break;
      this.#last.delete(oldest);
    }
    this.#recent.push(now);
  }

  /** How long until the limit in all lets one through, ms; 0: it does now. */
  waitMs(perMinute: number, now: number): number {
    this.#recent = this.#recent.filter((at) => at > now - MINUTE_MS && at <= now);
    const oldestOfFull = this.#recent.at(-perMinute);
    return oldestOfFull === undefined ? 0 : oldestOfFull + MINUTE_MS - now;
  }
}
