import type { EventRow } from '@shared/stream-event';
import type { Stretch } from './feed-rows';

/** Most reads that wait. */
const MAX_WAITING = 8;

/** Rows that are read beside those that the table draws, one stretch after the other. */
export class RowReads {
  readonly #ask: (stretch: Stretch) => void;
  #waiting: { stretch: Stretch; done: (rows: readonly EventRow[] | null) => void }[] = [];
  #underWay = false;

  constructor(ask: (stretch: Stretch) => void) {
    this.#ask = ask;
  }

  /** An answer is waited for. */
  get underWay(): boolean {
    return this.#underWay;
  }

  /** Gets null when there is a new view before the rows come, or too much waits already. */
  add(stretch: Stretch): Promise<readonly EventRow[] | null> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(null);
    return new Promise((done) => this.#waiting.push({ stretch, done }));
  }

  /** Asks for what waits longest. */
  next(): void {
    const [read] = this.#waiting;
    if (!read || this.#underWay) return;
    this.#underWay = true;
    this.#ask(read.stretch);
  }

  answer(rows: readonly EventRow[]): void {
    this.#underWay = false;
    this.#waiting.shift()?.done(rows);
  }

  /** A new view: nothing that was asked for comes any more. */
  forget(): void {
    const given = this.#waiting;
    this.#waiting = [];
    this.#underWay = false;
    for (const { done } of given) done(null);
  }
}
