import type { FeedMessage, FeedRequest } from '@shared/feed';

export type Histogram = Omit<Extract<FeedMessage, { kind: 'histogram' }>, 'kind' | 'view'>;
type Span = Omit<Extract<FeedRequest, { kind: 'histogram' }>, 'kind' | 'view'>;

interface Asked {
  readonly span: Span;
  readonly done: ((histogram: Histogram) => void)[];
}

/**
 * Asks for histograms, one at a time. While one is under way, only the newest question waits: whoever asked before it is
 * given its answer, which says what time it is of.
 */
export class FeedHistograms {
  readonly #send: (span: Span) => void;
  #asked: Asked | null = null;
  #next: Asked | null = null;

  constructor(send: (span: Span) => void) {
    this.#send = send;
  }

  ask(span: Span): Promise<Histogram> {
    return new Promise((resolve) => {
      if (!this.#asked) {
        this.#asked = { span, done: [resolve] };
        this.#send(span);
      } else this.#next = { span, done: [...(this.#next?.done ?? []), resolve] };
    });
  }

  answer({ from, to, events, errors, extent }: Histogram): void {
    const asked = this.#asked;
    this.#asked = this.#next;
    this.#next = null;
    if (this.#asked) this.#send(this.#asked.span);
    for (const done of asked?.done ?? []) done({ from, to, events, errors, extent });
  }

  /** A new view: what is under way is asked of it. */
  again(): void {
    if (this.#next) {
      this.#asked = { span: this.#next.span, done: [...(this.#asked?.done ?? []), ...this.#next.done] };
      this.#next = null;
    }
    if (this.#asked) this.#send(this.#asked.span);
  }
}
