import type { RateBucket, TypeCount } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import type { EventBuffer } from './event-buffer';
import { PositionIndex, type FoundEvents } from './position-index';
import { compileQuery, type EventPredicate } from './query/compile';
import { RateBuckets } from './rate-buckets';
import { TypeCounts } from './type-counts';
import { typeName, type ViewQueries } from './view-query';

const MAX_TYPES = 200;
/** How much is tested between two looks at the clock, in events and in UTF-16 code units of data. */
const EVENTS_BETWEEN_LOOKS = 64;
const TEXT_BETWEEN_LOOKS = 256 * 1_024;
/** Events that wait to be tested beyond which testing is not put off any more: the streams have to wait instead. */
const MAX_PENDING = 50_000;

/**
 * The events that pass a filter, by stable position. What is in memory and what arrives is tested here, once: old ones by
 * `scan`, which the owner calls in slices until it is done, arriving ones by `accept`. What is older is found by the store
 * and added by `addFound`.
 */
export class LiveView {
  /** Events below this are the store's to find. */
  readonly boundary: number;
  readonly #base: EventPredicate;
  readonly #type: EventPredicate;
  readonly #types = new TypeCounts();
  readonly #index = new PositionIndex(this.#types);
  readonly #rates = new RateBuckets();
  /** What is in memory is held until it is tested: it may leave the buffer before its turn. */
  #pending: (readonly StreamEvent[])[] = [];
  #pendingFrom = 0;
  #pendingCount = 0;
  #testedTo: number;
  #foundTo: number;

  constructor(buffer: EventBuffer, queries: ViewQueries) {
    this.#base = compileQuery(queries.base);
    this.#type = compileQuery(queries.type);
    // Listeners are told of events after the buffer has them: what is in it now must not come a second time.
    buffer.flush();
    const held: StreamEvent[] = [];
    for (let seq = buffer.firstSeq; seq < buffer.nextSeq; seq++) {
      const event = buffer.get(seq);
      if (event) held.push(event);
    }
    this.boundary = buffer.firstSeq;
    this.#testedTo = this.boundary - 1;
    this.#foundTo = this.boundary;
    this.#wait(held);
  }

  /** First position that is known and still there. */
  get first(): number {
    return this.#index.first;
  }

  /** The position after the last. */
  get end(): number {
    return this.#index.end;
  }

  /** Whether every event that is or was in memory has been tested. */
  get complete(): boolean {
    return this.#pendingCount === 0;
  }

  /** Events that wait to be tested. */
  get waiting(): number {
    return this.#pendingCount;
  }

  get typesChanged(): boolean {
    return this.#types.changed;
  }

  /** Whether it has been looked at whether this event passes. */
  knows(seq: number): boolean {
    return seq >= this.#foundTo && (seq <= this.#testedTo || this.complete);
  }

  /**
   * Tests waiting events for about `budgetMs`, oldest first. Returns whether the view is complete.
   * One event is always tested whole: the budget can be passed by the time that one takes.
   */
  scan(budgetMs: number): boolean {
    const deadline = performance.now() + budgetMs;
    let events = 0;
    let text = 0;
    for (let batch = this.#pending[0]; batch; batch = this.#pending[0]) {
      while (this.#pendingFrom < batch.length) {
        const event = batch[this.#pendingFrom++]!;
        this.#pendingCount--;
        this.#test(event);
        text += event.data.length;
        if (++events % EVENTS_BETWEEN_LOOKS !== 0 && text < TEXT_BETWEEN_LOOKS) continue;
        text = 0;
        if (performance.now() >= deadline && this.#pendingCount < MAX_PENDING) return this.complete;
      }
      this.#pending.shift();
      this.#pendingFrom = 0;
    }
    return true;
  }

  /** Takes a batch of the buffer. While older ones wait to be tested, it waits behind them. */
  accept(batch: readonly StreamEvent[]): void {
    if (this.complete) for (const event of batch) this.#test(event);
    else this.#wait(batch);
    if (this.#pendingCount > MAX_PENDING) this.scan(0);
  }

  /** Takes what the store found in the next older stretch of the history. */
  addFound(found: FoundEvents): void {
    this.#index.prepend(found);
    this.#foundTo = Math.min(this.#foundTo, found.firstSeq);
  }

  /** The store has looked at everything. */
  allFound(): void {
    this.#foundTo = 0;
  }

  /** Lets go of what left the history: all below `seq` but for those `kept`. */
  dropBelow(seq: number, kept?: readonly number[]): void {
    this.#index.dropBelow(seq, kept);
  }

  /** The events at a stretch of positions, as far as they are there. */
  seqs(from: number, count: number): number[] {
    return this.#index.seqs(from, count);
  }

  seqAt(position: number): number | null {
    return this.#index.seqAt(position);
  }

  /** The position of an event, or null when the filter holds it back, it has left, or it is not known yet. */
  find(seq: number): number | null {
    return this.#index.find(seq);
  }

  /** The first position whose event is `seq` or newer; `end` when there is none. */
  positionFrom(seq: number): number {
    return this.#index.positionFrom(seq);
  }

  /** The most frequent types, largest first; resets `typesChanged`. */
  takeTypes(): TypeCount[] {
    return this.#types.takeLargest(MAX_TYPES);
  }

  /** What the store knows of a second before this view began to count. */
  seedRate(second: number, events: number, errors: number): void {
    this.#rates.seed(second, events, errors);
  }

  /** The whole hydrograph, ending with the second of `now` (epoch ms). */
  takeAllRates(now: number): RateBucket[] {
    return this.#rates.takeAll(now);
  }

  /** The seconds that changed since the last take. */
  takeChangedRates(): RateBucket[] {
    return this.#rates.takeChanged();
  }

  #wait(batch: readonly StreamEvent[]): void {
    if (batch.length === 0) return;
    this.#pending.push(batch);
    this.#pendingCount += batch.length;
  }

  #test(event: StreamEvent): void {
    this.#testedTo = event.seq;
    if (!this.#base(event)) return;
    const shown = this.#type(event);
    this.#index.push(event.seq, event.kind === 'event' ? typeName(event.type) : null, shown);
    if (shown && event.kind === 'event') this.#rates.add(event.receivedAt, event.level === 'error');
  }
}
