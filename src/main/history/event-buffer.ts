import type { NewStreamEvent, StreamEvent } from '@shared/stream-event';

export interface BufferLimits {
  /** Most events kept, ≥ 1. */
  readonly events: number;
  /** Most bytes kept: raw frames plus two bytes for each UTF-16 code unit of data. */
  readonly bytes: number;
}

/** Events that arrived together, oldest first, without holes in `seq`. Some may have left the buffer again. */
export type BatchListener = (events: readonly StreamEvent[]) => void;

/**
 * A full batch is handed on at once, so that a flood within one turn of the loop cannot pile up, and so that every listener finds
 * it in the processor's cache: with 1,000 an event took a fifth longer.
 */
const MAX_BATCH = 128;
const CHUNK = 1_024;

/** What one event costs, in bytes, by the rule of `BufferLimits.bytes`. */
export function eventBytes(event: NewStreamEvent): number {
  return event.raw.byteLength + 2 * event.data.length;
}

/**
 * Gives every event its number, and holds the newest of all sources in memory, bounded by count and bytes, whichever is reached
 * first. The newest event always stays, even when it alone is over the byte limit.
 *
 * Events lie in chunks: `append` and `get` are O(1) and never copy, an empty buffer costs nothing, and what is
 * evicted is freed.
 */
export class EventBuffer {
  /** `#chunks[0]` holds the events from `#base` on. */
  #chunks: (StreamEvent | undefined)[][] = [];
  #base: number;
  #firstSeq: number;
  #nextSeq: number;
  #bytes = 0;
  #received = 0;
  #evicted = 0;
  readonly #limits: BufferLimits;
  #pending: StreamEvent[] = [];
  #flushing: NodeJS.Immediate | null = null;
  readonly #batchListeners = new Set<BatchListener>();
  readonly #clearListeners = new Set<() => void>();
  /** Sources whose events below a `seq` are not told. */
  readonly #hidden = new Map<string, number>();

  /** @param nextSeq what the first event gets: the one after the last of the history */
  constructor(limits: BufferLimits, nextSeq = 1) {
    this.#limits = limits;
    this.#base = nextSeq;
    this.#firstSeq = nextSeq;
    this.#nextSeq = nextSeq;
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

  /** What came since the app started: our own notes of connections (gaps, states) and what was sent do not count. */
  get received(): number {
    return this.#received;
  }

  /** Events that left to make room. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Gives the event its `seq` and keeps it. Listeners hear of it with the next batch. */
  append(event: NewStreamEvent): StreamEvent {
    // Field by field: what a spread makes is slow to read, for every listener, and took an event three times as long.
    const kept: StreamEvent = {
      seq: this.#nextSeq,
      kind: event.kind,
      sourceId: event.sourceId,
      transport: event.transport,
      receivedAt: event.receivedAt,
      type: event.type,
      id: event.id,
      lastEventId: event.lastEventId,
      channel: event.channel,
      data: event.data,
      raw: event.raw,
      level: event.level,
      gap: event.gap,
    };
    const offset = kept.seq - this.#base;
    if (offset === this.#chunks.length * CHUNK) this.#chunks.push([]);
    this.#chunks.at(-1)!.push(kept);
    this.#nextSeq++;
    if (kept.kind === 'event' || kept.kind === 'comment') this.#received++;
    this.#bytes += eventBytes(kept);
    this.#evict();
    this.#pending.push(kept);
    if (this.#pending.length >= MAX_BATCH) this.flush();
    else this.#flushing ??= setImmediate(() => this.flush());
    return kept;
  }

  get(seq: number): StreamEvent | undefined {
    if (seq < this.#firstSeq || seq >= this.#nextSeq) return undefined;
    const offset = seq - this.#base;
    const event = this.#chunks[Math.floor(offset / CHUNK)]?.[offset % CHUNK];
    if (this.#hidden.size === 0 || !event) return event;
    return event.seq < (this.#hidden.get(event.sourceId) ?? 0) ? undefined : event;
  }

  /**
   * Keeps what is here of a source to itself until `show` or `drop`; what arrives from now on is told.
   * @returns the `seq` below which it is hidden
   */
  hide(sourceId: string): number {
    this.flush();
    this.#hidden.set(sourceId, this.#nextSeq);
    this.#tellCleared();
    return this.#nextSeq;
  }

  /** Takes back `hide`. */
  show(sourceId: string): void {
    if (this.#hidden.delete(sourceId)) this.#tellCleared();
  }

  /** Lets the events of a source below a `seq` go, hidden or not. */
  drop(sourceId: string, below = this.#nextSeq): void {
    this.flush();
    const hidden = this.#hidden.get(sourceId) ?? 0;
    if (hidden <= below) this.#hidden.delete(sourceId);
    for (let seq = this.#firstSeq; seq < below; seq++) {
      const offset = seq - this.#base;
      const chunk = this.#chunks[Math.floor(offset / CHUNK)];
      const event = chunk?.[offset % CHUNK];
      if (!chunk || event?.sourceId !== sourceId) continue;
      this.#bytes -= eventBytes(event);
      chunk[offset % CHUNK] = undefined;
    }
    if (hidden < below) this.#tellCleared();
  }

  /** Lets every event go; `seq` and the counters go on. */
  clear(): void {
    this.flush();
    this.#chunks = [];
    this.#firstSeq = this.#nextSeq;
    this.#base = this.#nextSeq;
    this.#bytes = 0;
    this.#tellCleared();
  }

  #tellCleared(): void {
    for (const listener of [...this.#clearListeners]) listener();
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

  /** Tells when events went, or came back, other than to make room. Returns the function that takes the listener off again. */
  onClear(listener: () => void): () => void {
    this.#clearListeners.add(listener);
    return () => this.#clearListeners.delete(listener);
  }

  #evict(): void {
    const { events, bytes } = this.#limits;
    while (this.size > 1 && (this.size > events || this.#bytes > bytes)) {
      const [oldest] = this.#chunks;
      const slot = this.#firstSeq - this.#base;
      const event = oldest?.[slot];
      if (!oldest) return;
      // One that was dropped has left before.
      if (event) {
        this.#bytes -= eventBytes(event);
        this.#evicted++;
      }
      oldest[slot] = undefined;
      this.#firstSeq++;
      if (slot === CHUNK - 1) {
        this.#chunks.shift();
        this.#base += CHUNK;
      }
    }
  }
}
