import type { StreamEvent } from '@shared/stream-event';
import { passes, type CompiledQuery } from '../compiled-query';
import type { Meet } from '../meeting';
import { QuietWatch } from '../watch';

/** An event passes a query. */
export class EventWatch extends QuietWatch {
  override readonly takesEvents = true;
  readonly #query: CompiledQuery;
  readonly #meet: Meet;

  constructor(query: CompiledQuery, meet: Meet) {
    super();
    this.#query = query;
    this.#meet = meet;
  }

  override event(event: StreamEvent): void {
    if (!passes(this.#query, event)) return;
    this.#meet({ at: event.receivedAt, sourceId: event.sourceId, event, words: null });
  }
}
