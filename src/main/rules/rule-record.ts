import type { Problem } from '@shared/errors';

/** What became of a rule since the start of the app. */
export class RuleRecord {
  #day = '';
  #fired = 0;
  lastFired: number | null = null;
  /** What was kept from disturbing since it last did. */
  quieted = 0;
  /** Why its last action failed; null once it worked again. */
  problem: Problem | null = null;

  fired(at: number): void {
    const day = dayOf(at);
    if (day !== this.#day) this.#fired = 0;
    this.#day = day;
    this.#fired++;
    this.lastFired = at;
  }

  /** How often it acted on the day of `now`, local time. */
  firedOn(now: number): number {
    return this.#day === dayOf(now) ? this.#fired : 0;
  }
}

const dayOf = (at: number): string => new Date(at).toDateString();
