import { Buffer } from 'node:buffer';
import type { StreamEvent } from '@shared/stream-event';
import { RECORD_MAX_BYTES, recordBound, writeRecord } from './record';
import type { ThreadLink } from './thread-link';

/** What is collected before it goes to the thread, bytes; less after `FLUSH_MS`. */
const CHUNK_BYTES = 256 * 1_024;
const FLUSH_MS = 20;

/** Events on their way to the store's thread, as records. Bounded: what there is no room for is dropped and counted. */
export class RecordQueue {
  readonly #link: ThreadLink;
  readonly #limit: number;
  #chunk: Buffer | null = null;
  #chunkEnd = 0;
  #timer: NodeJS.Timeout | null = null;
  #underway = 0;
  #taken = 0;
  #dropped = 0;

  /** @param limit most bytes that wait; a single event may be larger when nothing else waits */
  constructor(limit: number, link: ThreadLink) {
    this.#limit = limit;
    this.#link = link;
  }

  get taken(): number {
    return this.#taken;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get waitingBytes(): number {
    return this.#underway + this.#chunkEnd;
  }

  /** Bytes that are free. */
  room(): number {
    return Math.max(0, this.#limit - this.waitingBytes);
  }

  /** Takes an event; false: it was dropped and counted. */
  push(event: StreamEvent): boolean {
    const bound = recordBound(event);
    if (this.#link.ended || bound > RECORD_MAX_BYTES || (bound > this.room() && this.waitingBytes > 0)) {
      this.#dropped++;
      return false;
    }
    if (this.#chunk && this.#chunkEnd + bound > this.#chunk.length) this.flush();
    this.#chunk ??= Buffer.from(new ArrayBuffer(Math.max(CHUNK_BYTES, bound)));
    this.#chunkEnd = writeRecord(event, this.#chunk, this.#chunkEnd);
    this.#taken++;
    return true;
  }

  /** Hands on what was taken within 20 ms. */
  flushSoon(): void {
    if (this.#chunk) this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Hands on what was taken. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const chunk = this.#chunk;
    if (!chunk) return;
    const length = this.#chunkEnd;
    this.#chunk = null;
    this.#chunkEnd = 0;
    this.#underway += length;
    const records = chunk.buffer as ArrayBuffer;
    const written = (): void => void (this.#underway -= length);
    this.#link
      .ask('value', { kind: 'append', records, length }, undefined, undefined, [records])
      .then(written, written);
  }
}
