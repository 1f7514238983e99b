import type { FeedRequest } from '@shared/feed';

export type Question = Extract<FeedRequest, { kind: 'find' | 'seek' }>;
export interface Found {
  readonly position: number | null;
  readonly seq: number | null;
}

/** Questions that wait; a held-down key must not pile up more. */
const MAX_WAITING = 8;

/**
 * Asks where something is, one question at a time: answers carry no number, and an easy question could
 * overtake one that waits for the scan of a new view.
 */
export class FeedQuestions {
  readonly #send: (question: Question) => void;
  #waiting: { question: Question; done: (found: Found) => void }[] = [];

  constructor(send: (question: Question) => void) {
    this.#send = send;
  }

  ask(question: Question, done: (found: Found) => void): void {
    if (this.#waiting.length >= MAX_WAITING) return;
    this.#waiting.push({ question, done });
    if (this.#waiting.length === 1) this.#send(question);
  }

  answer(found: Found): void {
    const asked = this.#waiting.shift();
    const next = this.#waiting[0];
    if (next) this.#send(next.question);
    asked?.done(found);
  }

  /** A new view: what was asked about the old one is answered by nobody. */
  forget(): void {
    this.#waiting = [];
  }
}
