import { Gathering } from './gathering';
import type { Meeting } from './meeting';

/** Alerts of one rule a second at most, however it is set: what is beyond waits for the next. */
export const MAX_ALERTS_PER_SECOND = 20;

export interface PaceOptions {
  /** How long it rests after an alert, ms. */
  readonly cooldownMs: number;
  /** How long it gathers before an alert, ms; 0: not at all. */
  readonly groupMs: number;
  /** Tells what it held back when the rest is over, also when nothing more is met: for states, where the last one counts. */
  readonly tellsLast: boolean;
  onAlert(gathering: Gathering): void;
}

/**
 * When a rule acts. It gathers what it meets for as long as it is told to, acts once, and rests; what it meets meanwhile
 * counts with its next alert. Times are those of the meetings and ticks, so that the past can be gone through as well.
 */
export class Pace {
  readonly #options: PaceOptions;
  #held: Gathering | null = null;
  #group: { readonly gathering: Gathering; readonly until: number } | null = null;
  #restsUntil = -Infinity;
  #actedAt = -Infinity;
  #second = { from: -Infinity, alerts: 0 };

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** What it met while it rested. */
  get heldBack(): number {
    return this.#held?.count ?? 0;
  }

  meet(meeting: Meeting): void {
    this.tick(meeting.at);
    if (this.#group) {
      this.#group.gathering.add(meeting);
      return;
    }
    if (this.#held) this.#held.add(meeting);
    else this.#held = new Gathering(meeting);
    if (this.#rests(meeting.at)) return;
    const gathering = this.#held;
    this.#held = null;
    const { groupMs } = this.#options;
    if (groupMs > 0) this.#group = { gathering, until: meeting.at + groupMs };
    else this.#act(gathering, meeting.at);
  }

  /** Acts on what is due. @param now epoch ms */
  tick(now: number): void {
    if (now < this.#actedAt) this.#clockWentBack(now);
    if (this.#group && now >= this.#group.until) {
      const { gathering } = this.#group;
      this.#group = null;
      this.#act(gathering, now);
    }
    if (this.#options.tellsLast && this.#held && !this.#rests(now)) {
      const gathering = this.#held;
      this.#held = null;
      this.#act(gathering, now);
    }
  }

  #rests(now: number): boolean {
    if (now < this.#restsUntil) return true;
    return now - this.#second.from < 1_000 && this.#second.alerts >= MAX_ALERTS_PER_SECOND;
  }

  #act(gathering: Gathering, now: number): void {
    this.#actedAt = now;
    this.#restsUntil = now + this.#options.cooldownMs;
    if (now - this.#second.from >= 1_000) this.#second = { from: now, alerts: 0 };
    this.#second.alerts++;
    this.#options.onAlert(gathering);
  }

  /** Rests and groups that would end in a future that is far off now end at once. */
  #clockWentBack(now: number): void {
    this.#actedAt = now;
    this.#restsUntil = -Infinity;
    this.#second = { from: -Infinity, alerts: 0 };
    if (this.#group) this.#group = { gathering: this.#group.gathering, until: now };
  }
}
