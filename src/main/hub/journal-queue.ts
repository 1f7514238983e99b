/** A record as it goes to disk. */
export interface QueuedLine {
  readonly bytes: Buffer;
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
}

const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * Lines that wait to be written, bounded in bytes; beyond that the oldest are given up and counted. The batch that is
 * being written stays as it is until it is done, since part of it may be on disk already.
 */
export class JournalQueue {
  readonly #maxBytes: number;
  #waiting: QueuedLine[] = [];
  #batch: readonly QueuedLine[] = [];
  #bytes = 0;
  /** Lines that were given up. */
  dropped = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Of all that is not written yet. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#batch.length === 0 && this.#waiting.length === 0;
  }

  add(line: QueuedLine): void {
    while (this.#waiting.length > 0 && this.#bytes + line.bytes.length > this.#maxBytes) {
      this.#bytes -= this.#waiting.shift()!.bytes.length;
      this.dropped++;
    }
    this.#waiting.push(line);
    this.#bytes += line.bytes.length;
  }

  /** The lines to write next, about 1 MiB; the same ones again until `done`. */
  batch(): readonly QueuedLine[] {
    if (this.#batch.length > 0) return this.#batch;
    let count = 0;
    let bytes = 0;
    while (count < this.#waiting.length && bytes < MAX_BATCH_BYTES) {
      bytes += this.#waiting[count++]!.bytes.length;
    }
    this.#batch = this.#waiting.splice(0, count);
    return this.#batch;
  }

  /** The batch is written. */
  done(): void {
    for (const { bytes } of this.#batch) this.#bytes -= bytes.length;
    this.#batch = [];
  }

  /** Gives all of it up. */
  giveUp(): void {
    this.dropped += this.#batch.length + this.#waiting.length;
    this.#batch = [];
    this.#waiting = [];
    this.#bytes = 0;
  }
}
