import type { FeedRequest } from '@shared/feed';

type Asked<K extends FeedRequest['kind']> = Omit<Extract<FeedRequest, { kind: K }>, 'view'>;
export type Question = Asked<'find'> | Asked<'seek'>;
export interface Found {
  readonly position: number | null;
  readonly seq: number | null;
}

/** Questions that wait; a held-down key must not pile up more. */
const MAX_WAITING = 8;
const NOWHERE: Found = { position: null, seq: null };

/**
 * Asks where something is, one question at a time: answers carry no number, and an easy question could
 * overtake one that waits for the search of the history. An answer is handed on once its position is one of those that an
 * update has told of.
 */
export class FeedQuestions {
  readonly #send: (question: Question) => void;
  readonly #isKnown: (position: number) => boolean;
  #waiting: { question: Question; done: (found: Found) => void }[] = [];
  #early: { found: Found; done: (found: Found) => void }[] = [];

  constructor(send: (question: Question) => void, isKnown: (position: number) => boolean) {
    this.#send = send;
    this.#isKnown = isKnown;
  }

  /** `done` gets nothing found when the question is given up: there are too many, or there is a new view. */
  ask(question: Question, done: (found: Found) => void): void {
    if (this.#waiting.length >= MAX_WAITING) return done(NOWHERE);
    this.#waiting.push({ question, done });
    if (this.#waiting.length === 1) this.#send(question);
  }

  answer(found: Found): void {
    const asked = this.#waiting.shift();
    const next = this.#waiting[0];
    if (next) this.#send(next.question);
    if (!asked) return;
    if (found.position === null || this.#isKnown(found.position)) asked.done(found);
    else this.#early.push({ found, done: asked.done });
  }

  /** There is an update: what was found before it told of the position is handed on. */
  updated(): void {
    const early = this.#early;
    this.#early = [];
    for (const { found, done } of early) done(found);
  }

  /** A new view: what was asked about the old one is answered by nobody, and holds no more. */
  forget(): void {
    const given = [...this.#waiting, ...this.#early];
    this.#waiting = [];
    this.#early = [];
    for (const { done } of given) done(NOWHERE);
  }
}
