import type { RateBucket, TypeCount, ViewFilter } from '@shared/feed';
import type { EventRow, StreamEvent } from '@shared/stream-event';
import type { EventBuffer } from './event-buffer';
import { compileFilter, typeName, type EventFilter } from './event-filter';
import { toEventRow } from './event-row';
import { RateBuckets } from './rate-buckets';
import { SeqIndex } from './seq-index';
import { TypeCounts } from './type-counts';

const PLAIN = 0;
const GAP = 1;
const ERROR = 2;

const MAX_TYPES = 200;
/** How much is tested between two looks at the clock, in events and in UTF-16 code units of data. */
const EVENTS_BETWEEN_LOOKS = 64;
const TEXT_BETWEEN_LOOKS = 256 * 1_024;

/**
 * The events of the buffer that pass a filter, by stable position. Every event is tested once: old ones by
 * `scan`, which the owner calls in slices until it is done, arriving ones by `accept`.
 *
 * Invariant: all events up to `#testedTo` that passed have a position, in order of arrival.
 */
export class LiveView {
  readonly #buffer: EventBuffer;
  readonly #filter: EventFilter;
  /** What the window sees; tagged PLAIN, GAP or ERROR. */
  readonly #rows = new SeqIndex();
  /** Events that pass the filter apart from its type part; tagged with the number of their type. */
  readonly #typed = new SeqIndex();
  readonly #types = new TypeCounts();
  readonly #rates = new RateBuckets();
  #testedTo: number;

  constructor(buffer: EventBuffer, filter: ViewFilter) {
    this.#buffer = buffer;
    this.#filter = compileFilter(filter);
    this.#testedTo = buffer.firstSeq - 1;
  }

  /** First position whose event is still in the buffer. */
  get first(): number {
    this.trim();
    return this.#rows.first;
  }

  /** The position after the last. */
  get end(): number {
    return this.#rows.end;
  }

  /** `seq` of the last event that was tested. */
  get testedTo(): number {
    return this.#testedTo;
  }

  /** Whether every event in the buffer has been tested. */
  get complete(): boolean {
    return this.#testedTo >= this.#buffer.nextSeq - 1;
  }

  get typesChanged(): boolean {
    return this.#types.changed;
  }

  /**
   * Tests events of the buffer for about `budgetMs`, oldest first. Returns whether the view is complete.
   * One event is always tested whole: the budget can be passed by the time that one takes.
   */
  scan(budgetMs: number): boolean {
    const deadline = performance.now() + budgetMs;
    let events = 0;
    let text = 0;
    for (;;) {
      const seq = Math.max(this.#testedTo + 1, this.#buffer.firstSeq);
      const event = this.#buffer.get(seq);
      if (!event) break;
      this.#test(event);
      text += event.data.length;
      if (++events % EVENTS_BETWEEN_LOOKS === 0 || text >= TEXT_BETWEEN_LOOKS) {
        text = 0;
        if (performance.now() >= deadline) break;
      }
    }
    this.trim();
    return this.complete;
  }

  /** Takes a batch of the buffer. While the scan is behind, it is left to the scan. */
  accept(batch: readonly StreamEvent[]): void {
    const first = batch[0];
    if (!first || first.seq > this.#testedTo + 1) return;
    for (const event of batch) if (event.seq > this.#testedTo) this.#test(event);
    this.trim();
  }

  /** Lets go of what left the buffer. */
  trim(): void {
    const { firstSeq } = this.#buffer;
    this.#rows.dropBefore(firstSeq);
    this.#typed.dropBefore(firstSeq, (type) => this.#types.remove(type));
  }

  /** At most `count` rows from a position on. `from` is where they really start: what has left is skipped. */
  rows(from: number, count: number): { from: number; rows: EventRow[] } {
    const start = Math.max(from, this.first);
    const stop = Math.min(from + count, this.end);
    const rows: EventRow[] = [];
    for (let position = start; position < stop; position++) {
      const event = this.#buffer.get(this.#rows.seqAt(position));
      if (event) rows.push(toEventRow(event));
    }
    return { from: start, rows };
  }

  /** The position of an event, or null when the filter holds it back or it has left. */
  find(seq: number): number | null {
    this.trim();
    return this.#rows.find(seq);
  }

  seqAt(position: number): number | null {
    return position >= this.first && position < this.end ? this.#rows.seqAt(position) : null;
  }

  /** The nearest gap or error row before or after a position, itself left out; null when there is none. */
  seek(from: number, direction: 'previous' | 'next', what: 'gap' | 'error'): number | null {
    const tag = what === 'gap' ? GAP : ERROR;
    const step = direction === 'next' ? 1 : -1;
    const { first, end } = this;
    const start = direction === 'next' ? Math.max(from + 1, first) : Math.min(from, end) - 1;
    for (let position = start; position >= first && position < end; position += step) {
      if (this.#rows.tagAt(position) === tag) return position;
    }
    return null;
  }

  /** The most frequent types, largest first; resets `typesChanged`. */
  takeTypes(): TypeCount[] {
    return this.#types.takeLargest(MAX_TYPES);
  }

  /** The whole hydrograph, ending with the second of `now` (epoch ms). */
  takeAllRates(now: number): RateBucket[] {
    return this.#rates.takeAll(now);
  }

  /** The seconds that changed since the last take. */
  takeChangedRates(): RateBucket[] {
    return this.#rates.takeChanged();
  }

  #test(event: StreamEvent): void {
    this.#testedTo = event.seq;
    if (!this.#filter.base(event)) return;
    if (event.kind === 'event') this.#typed.push(event.seq, this.#types.add(typeName(event)));
    if (!this.#filter.type(event)) return;
    const error = event.kind === 'event' && event.level === 'error';
    this.#rows.push(event.seq, event.kind === 'gap' ? GAP : error ? ERROR : PLAIN);
    if (event.kind === 'event') this.#rates.add(event.receivedAt, error);
  }
}
