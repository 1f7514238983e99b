import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { Columns, SEGMENT_EVENTS } from './columns';
import { RecordView } from './record';
import { SEGMENT_HEADER } from './segment-file';
import type { LoadedSegment } from './segment';

/** Bytes after which a segment is full; an event is never split, so a file can be longer by one. */
export const SEGMENT_BYTES = 32 * 1_024 * 1_024;

/** The segment at the end of the history: in memory as well as in its file. */
export class GrowingSegment {
  readonly path: string;
  readonly nameSeq: number;
  readonly #fd: number;
  #bytes: Buffer;
  #end: number;
  /** A full disk takes no header either: then it is written with the first events. */
  #begun = false;
  readonly #columns: Columns;
  readonly #view = new RecordView();

  /** Opens or makes the file. What is loaded of it goes on; what follows that in the file is cut off. */
  constructor(path: string, nameSeq: number, loaded: LoadedSegment | null = null) {
    this.path = path;
    this.nameSeq = nameSeq;
    this.#columns = loaded?.columns ?? new Columns();
    this.#fd = fs.openSync(path, fs.existsSync(path) ? 'r+' : 'w+');
    this.#end = Math.max(SEGMENT_HEADER.length, loaded?.bytes.length ?? 0);
    this.#bytes = Buffer.from(new ArrayBuffer(Math.max(1 << 20, this.#end)));
    try {
      if (loaded && loaded.bytes.length >= SEGMENT_HEADER.length) {
        loaded.bytes.copy(this.#bytes);
        fs.ftruncateSync(this.#fd, this.#end);
        this.#begun = true;
      } else {
        SEGMENT_HEADER.copy(this.#bytes);
        fs.ftruncateSync(this.#fd, 0);
      }
    } catch (error) {
      fs.closeSync(this.#fd);
      throw error;
    }
  }

  get length(): number {
    return this.#columns.length;
  }

  /** Of the file. */
  get bytes(): number {
    return this.#end;
  }

  get columns(): Columns {
    return this.#columns;
  }

  /** What queries read; the first `bytes` bytes are written. */
  get memory(): Buffer {
    return this.#bytes;
  }

  get lastSeq(): number {
    return this.length > 0 ? this.#columns.arrays.seqs[this.length - 1]! : 0;
  }

  isFull(maxEvents: number, maxBytes: number): boolean {
    return this.length >= Math.min(maxEvents, SEGMENT_EVENTS) || this.#end >= maxBytes;
  }

  /**
   * Writes whole sealed records. Either all are in the file when it returns, or none are and it throws what the
   * system threw.
   */
  write(records: Buffer): void {
    try {
      if (!this.#begun) fs.writeSync(this.#fd, SEGMENT_HEADER, 0, SEGMENT_HEADER.length, 0);
      for (let at = 0; at < records.length;) {
        at += fs.writeSync(this.#fd, records, at, records.length - at, this.#end + at);
      }
    } catch (error) {
      fs.ftruncateSync(this.#fd, this.#begun ? this.#end : 0);
      throw error;
    }
    this.#begun = true;
    this.#reserve(records.length);
    records.copy(this.#bytes, this.#end);
    const end = this.#end + records.length;
    while (this.#end < end) {
      this.#view.set(this.#bytes, this.#end);
      this.#columns.add(this.#view, this.#end);
      this.#end += this.#view.length;
    }
  }

  /** Brings what was written to the disk, off this thread. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#fd, (error) => (error ? reject(error) : resolve()));
    });
  }

  closeFile(): void {
    fs.closeSync(this.#fd);
  }

  /** What the file holds. */
  memoryImage(): LoadedSegment {
    return { bytes: this.#bytes.subarray(0, this.#end), columns: this.#columns };
  }

  #reserve(more: number): void {
    const needed = this.#end + more;
    if (needed <= this.#bytes.length) return;
    // Queries under way keep reading the old memory, which stays as it is.
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
