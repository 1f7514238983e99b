import { MAX_ATTEMPTS_KEPT, type Attempt, type Transport } from '@shared/connection';

/** The newest attempts of a source, oldest first. Every change but a count makes a new list. */
export class AttemptList {
  #list: Attempt[] = [];
  #number = 0;

  get list(): readonly Attempt[] {
    return this.#list;
  }

  /** Begins an attempt and returns its number. @param at epoch ms */
  begin(transport: Transport, at: number, lastEventIdSent: string | null): number {
    this.#number += 1;
    const attempt: Attempt = {
      number: this.#number,
      transport,
      startedAt: at,
      openedAt: null,
      endedAt: null,
      status: null,
      reason: null,
      lastEventIdSent,
      audit: null,
      events: 0,
      times: null,
    };
    this.#list = [...this.#list.slice(-(MAX_ATTEMPTS_KEPT - 1)), attempt];
    return this.#number;
  }

  amend(number: number, part: Partial<Attempt>): void {
    this.#list = this.#list.map((each) => (each.number === number ? { ...each, ...part } : each));
  }

  /** So many events more. In place: a new object for every event would be waste. */
  count(number: number, events: number): void {
    if (events === 0) return;
    // From the end, where it is, or next to a climb that has begun since.
    for (let i = this.#list.length - 1; i >= 0; i--) {
      const attempt = this.#list[i]!;
      if (attempt.number !== number) continue;
      (attempt as { events: number }).events += events;
      return;
    }
  }
}
