import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { payloadTime } from '@shared/payload-time';
import { PayloadReader } from '../query/payload';
import { Columns } from './columns';
import { FieldBuilder } from './fields';
import { writeIndex } from './index-file';
import { checkRecord, RecordView } from './record';
import { indexPath, scanSegment, SEGMENT_HEADER } from './segment-file';
import { summarise, type SegmentSummary } from './summary';
import { TermBuilder } from './term-builder';
import { Turns } from './turns';

/** A segment file that is no longer written to. */
export interface Segment {
  readonly path: string;
  readonly carry: boolean;
  /** All events are at least here; of a carry segment all are below. */
  readonly nameSeq: number;
  /** Null until the file has been read: it was left without an index. */
  summary: SegmentSummary | null;
  /** Whether it has an index. */
  indexed: boolean;
  /** What is in memory until the index is written; null as well while many wait for theirs. */
  loaded: LoadedSegment | null;
  /** Evicted or set aside while someone may still hold it. */
  gone: boolean;
}

export interface LoadedSegment {
  readonly bytes: Buffer;
  readonly columns: Columns;
}

export interface SegmentLoad extends LoadedSegment {
  /** Bytes of the file that are no record and stand before one. */
  readonly damagedBytes: number;
  /** Bytes after the last record. */
  readonly tornBytes: number;
}

/** Reads a whole segment file and checks every record. */
export function loadSegment(file: string): SegmentLoad {
  const scan = scanSegment(file);
  const columns = new Columns();
  const view = new RecordView();
  let last = 0;
  let skipped = 0;
  for (const offset of scan.offsets) {
    view.set(scan.bytes, offset);
    // Only a file that was put together wrongly has these; queries rely on the order.
    if (view.seq <= last) {
      skipped += view.length;
      continue;
    }
    last = view.seq;
    columns.add(view, offset);
  }
  return {
    bytes: scan.bytes.subarray(0, scan.end),
    columns,
    damagedBytes: scan.damagedBytes + skipped,
    tornBytes: scan.bytes.length - scan.end,
  };
}

/** Makes the index of a segment in slices and writes it beside the file. */
export async function buildIndex(segment: Segment, loaded: LoadedSegment, turns: Turns): Promise<void> {
  const { bytes, columns } = loaded;
  const { length } = columns;
  const words = new TermBuilder(length);
  const values = new FieldBuilder(length);
  const times = new Float64Array(length);
  const payloads = new PayloadReader();
  const parse = (data: string): ReturnType<PayloadReader['read']> => payloads.read(data);
  const view = new RecordView();
  for (let i = 0; i < length; i++) {
    view.set(bytes, columns.arrays.offsets[i]!);
    words.add(i, view);
    const { data } = view;
    values.add(i, view.dataLength, () => parse(data));
    times[i] = payloadTime(data, parse) ?? NaN;
    if ((i & 31) === 31 && turns.due) await turns.next();
  }
  const terms = words.finish();
  await turns.next();
  const fields = values.finish();
  await turns.next();
  columns.fillEventTimes(times);
  segment.summary = summarise(columns, bytes.length);
  if (!segment.gone) writeIndex(indexPath(segment.path), segment.summary, columns, terms, fields);
}

/** How much is read at once while records are asked for in order, bytes. */
const WINDOW = 256 * 1_024;

/** Reads single records of a segment, from memory or from its file. */
export class RecordReader {
  readonly #memory: Buffer | null;
  readonly #fd: number | null;
  readonly #columns: Columns;
  readonly #length: number;
  readonly #end: number;
  readonly #closed: () => void;
  readonly #view = new RecordView();
  /** Used again for every read: fresh memory would cost more than what is read into it. */
  #memoryOfWindow: Buffer = Buffer.alloc(0);
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #lastOffset = -1;

  /**
   * `end`: where the last of the `length` records ends; `closed` is called when the reader is. Throws what opening a
   * file throws.
   */
  constructor(from: Buffer | string, columns: Columns, end: number, closed: () => void = () => undefined) {
    this.#closed = closed;
    this.#memory = typeof from === 'string' ? null : from;
    this.#fd = typeof from === 'string' ? fs.openSync(from, 'r') : null;
    this.#columns = columns;
    this.#length = columns.length;
    this.#end = end;
  }

  /** The record of an event, valid until the next call; null when it is damaged. */
  read(event: number): RecordView | null {
    const { offsets } = this.#columns.arrays;
    const start = offsets[event]!;
    if (this.#memory) return this.#view.set(this.#memory, start);
    const end = event + 1 < this.#length ? offsets[event + 1]! : this.#end;
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) this.#fill(start, end);
    this.#lastOffset = start;
    const at = start - this.#windowStart;
    return checkRecord(this.#window, at) > 0 ? this.#view.set(this.#window, at) : null;
  }

  close(): void {
    if (this.#fd !== null) fs.closeSync(this.#fd);
    this.#closed();
  }

  #fill(start: number, end: number): void {
    const near = this.#lastOffset >= 0 && Math.abs(start - this.#lastOffset) < WINDOW / 4;
    let from = start;
    let to = end;
    if (near && start < this.#lastOffset)
      from = Math.max(SEGMENT_HEADER.length, Math.min(start, end - WINDOW));
    else if (near) to = Math.min(this.#end, Math.max(end, start + WINDOW));
    const length = to - from;
    if (length > this.#memoryOfWindow.length) {
      this.#memoryOfWindow = Buffer.from(new ArrayBuffer(near ? Math.max(length, WINDOW) : length));
    }
    const read = this.#fd === null ? 0 : fs.readSync(this.#fd, this.#memoryOfWindow, 0, length, from);
    this.#window = this.#memoryOfWindow.subarray(0, read);
    this.#windowStart = from;
  }
}
