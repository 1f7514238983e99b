import type { Problem } from '@shared/errors';
import type { RuleFiring } from '@shared/rule';

/** What became of a rule; how often it acted is kept over a restart. */
export class RuleRecord {
  #firing: RuleFiring | null;
  /** What was kept from disturbing since it last did. */
  quieted = 0;
  /** Why its last action failed; null once it worked again. */
  problem: Problem | null = null;

  constructor(firing: RuleFiring | null = null) {
    this.#firing = firing;
  }

  /** Null: it never acted. */
  get firing(): RuleFiring | null {
    return this.#firing;
  }

  fired(at: number): void {
    this.#firing = { fired: this.firedOn(at) + 1, last: at };
  }

  /** How often it acted on the day of `now`, local time. */
  firedOn(now: number): number {
    return this.#firing !== null && dayOf(this.#firing.last) === dayOf(now) ? this.#firing.fired : 0;
  }
}

const dayOf = (at: number): string => new Date(at).toDateString();
