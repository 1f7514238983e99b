import type { BufferTotals } from '@shared/feed';
import type { NewStreamEvent, StreamEvent } from '@shared/stream-event';

export interface BufferLimits {
  /** Most events kept, ≥ 1. */
  readonly events: number;
  /** Most bytes kept: raw frames plus two bytes for each UTF-16 code unit of data. */
  readonly bytes: number;
}

/** Events that arrived together, oldest first, without holes in `seq`. Some may have left the buffer again. */
export type BatchListener = (events: readonly StreamEvent[]) => void;

/** A full batch is handed on at once, so that a flood within one turn of the loop cannot pile up. */
const MAX_BATCH = 1_000;
const FIRST_CAPACITY = 1_024;

/** What one event costs, in bytes, by the rule of `BufferLimits.bytes`. */
export function eventBytes(event: NewStreamEvent): number {
  return event.raw.byteLength + 2 * event.data.length;
}

/**
 * The newest events of all sources, bounded by count and bytes, whichever is reached first. The newest event
 * always stays, even when it alone is over the byte limit.
 *
 * The ring's capacity is a power of two that grows up to the event limit: an empty buffer costs nothing, and
 * `append` and `get` are O(1).
 */
export class EventBuffer {
  #ring: (StreamEvent | undefined)[] = new Array<StreamEvent | undefined>(FIRST_CAPACITY);
  #firstSeq = 1;
  #nextSeq = 1;
  #bytes = 0;
  #received = 0;
  #evicted = 0;
  #limits: BufferLimits;
  #pending: StreamEvent[] = [];
  #flushing: NodeJS.Immediate | null = null;
  readonly #batchListeners = new Set<BatchListener>();
  readonly #trimListeners = new Set<() => void>();

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  /** `seq` of the oldest event that is still here; `nextSeq` when empty. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  /** `seq` that the next event will get. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  get size(): number {
    return this.#nextSeq - this.#firstSeq;
  }

  totals(): BufferTotals {
    return {
      received: this.#received,
      stored: this.size,
      evicted: this.#evicted,
      bytes: this.#bytes,
      limitEvents: this.#limits.events,
      limitBytes: this.#limits.bytes,
    };
  }

  /** Gives the event its `seq` and keeps it. Listeners hear of it with the next batch. */
  append(event: NewStreamEvent): StreamEvent {
    const kept: StreamEvent = { ...event, seq: this.#nextSeq };
    if (this.size === this.#ring.length) this.#grow();
    this.#ring[kept.seq & (this.#ring.length - 1)] = kept;
    this.#nextSeq++;
    this.#received++;
    this.#bytes += eventBytes(kept);
    this.#evict();
    this.#pending.push(kept);
    if (this.#pending.length >= MAX_BATCH) this.flush();
    else this.#flushing ??= setImmediate(() => this.flush());
    return kept;
  }

  get(seq: number): StreamEvent | undefined {
    if (seq < this.#firstSeq || seq >= this.#nextSeq) return undefined;
    return this.#ring[seq & (this.#ring.length - 1)];
  }

  /** Applies new bounds at once. */
  setLimits(limits: BufferLimits): void {
    this.#limits = limits;
    this.#evict();
    for (const listener of this.#trimListeners) listener();
  }

  /** Lets every event go and starts `received` and `evicted` anew; `seq` goes on. */
  clear(): void {
    this.flush();
    this.#ring = new Array<StreamEvent | undefined>(FIRST_CAPACITY);
    this.#firstSeq = this.#nextSeq;
    this.#bytes = 0;
    this.#received = 0;
    this.#evicted = 0;
    for (const listener of this.#trimListeners) listener();
  }

  /** Hands on what arrived since the last batch, without waiting for the end of this turn of the loop. */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    if (this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    for (const listener of this.#batchListeners) listener(batch);
  }

  /** Returns the function that takes the listener off again. */
  onBatch(listener: BatchListener): () => void {
    this.#batchListeners.add(listener);
    return () => this.#batchListeners.delete(listener);
  }

  /** Called when events may have left without one arriving: after `clear` and after `setLimits`. */
  onTrim(listener: () => void): () => void {
    this.#trimListeners.add(listener);
    return () => this.#trimListeners.delete(listener);
  }

  #evict(): void {
    const { events, bytes } = this.#limits;
    while (this.size > 1 && (this.size > events || this.#bytes > bytes)) {
      const slot = this.#firstSeq & (this.#ring.length - 1);
      const oldest = this.#ring[slot];
      if (oldest) this.#bytes -= eventBytes(oldest);
      this.#ring[slot] = undefined;
      this.#firstSeq++;
      this.#evicted++;
    }
  }

  #grow(): void {
    const old = this.#ring;
    const next = new Array<StreamEvent | undefined>(old.length * 2);
    for (let seq = this.#firstSeq; seq < this.#nextSeq; seq++) {
      next[seq & (next.length - 1)] = old[seq & (old.length - 1)];
    }
    this.#ring = next;
  }
}
