import fs from 'node:fs';
import path from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import type { OpenSegment } from './catalog';
import { salvage } from './damaged';
import { Floors } from './floors';
import { readSummary } from './index-file';
import type { ThreadStats } from './protocol';
import { loadSegment, RecordReader, type LoadedSegment, type Segment } from './segment';
import { indexPath, listSegments, type SegmentName } from './segment-file';
import { openIndex, type SegmentIndex } from './segment-index';
import type { QuerySource } from './segment-walk';
import { addUp, indexBytesOf } from './store-stats';
import { summarise } from './summary';

/** What was read of a segment: with its index, or all of it. */
type Read = { readonly index: SegmentIndex; readonly bytes: number } | { readonly load: LoadedSegment };

/**
 * A history as it is at one moment, for reading beside the program that writes to it. Takes no lock and writes nothing:
 * what is half written is not there yet, and files that retention removes meanwhile are left out.
 */
export class StoreSnapshot {
  readonly folder: string;
  readonly #floors: Floors;
  readonly #segments: readonly Segment[];
  /** The file at the end, which may be written to at this moment. */
  readonly #end: LoadedSegment;
  readonly #endFrom: number;
  /** Of the segment that was asked for last. */
  #recent: { readonly segment: Segment; readonly read: Read } | null = null;

  /** Throws `history-not-found`, and what the system throws. */
  constructor(folder: string) {
    this.folder = folder;
    const names = namesIn(folder);
    this.#floors = new Floors(folder);
    const carry = names.find((name) => name.carry);
    // What retention has replaced by the newest carry file, and not removed yet.
    const current = names.filter((name) => name === carry || (!name.carry && name.seq >= (carry?.seq ?? 0)));
    const segments = current.map((name) => describe(folder, name));
    const last = segments.at(-1);
    const end = last && !last.carry && !last.summary ? loadOrNull(last.path) : null;
    if (end) segments.pop();
    this.#segments = segments;
    this.#end = end ?? salvage(null);
    this.#endFrom = end && last ? last.nameSeq : last ? (last.summary?.lastSeq ?? last.nameSeq) + 1 : 1;
  }

  /** The `seq` after the last. */
  get nextSeq(): number {
    const { columns } = this.#end;
    return columns.length > 0 ? columns.arrays.seqs[columns.length - 1]! + 1 : this.#endFrom;
  }

  querySource(): QuerySource {
    return {
      segments: this.#segments,
      growing: opened(this.#end, null),
      growingFrom: this.#endFrom,
      open: (segment) => this.#open(segment),
      visible: (columns) => this.#floors.visible(columns),
      damaged: () => undefined,
    };
  }

  #open(segment: Segment): OpenSegment | null {
    try {
      const recent = this.#recent?.segment === segment ? this.#recent.read : null;
      return (recent && this.#openRead(segment, recent)) ?? this.#openRead(segment, this.#read(segment));
    } catch {
      // Removed by retention.
      return null;
    }
  }

  #read(segment: Segment): Read {
    const summary = readSummary(indexPath(segment.path));
    const index = summary && openIndex(indexPath(segment.path), () => loadSegment(segment.path).columns);
    const fits = index?.columns.length === summary?.events && sizeOf(segment.path) === summary?.bytes;
    return index && fits ? { index, bytes: summary.bytes } : { load: loadSegment(segment.path) };
  }

  #openRead(segment: Segment, read: Read): OpenSegment | null {
    this.#recent = { segment, read };
    if ('load' in read) return opened(read.load, segment);
    const { index, bytes } = read;
    const reader = new RecordReader(segment.path, index.columns, bytes, () => index.release());
    // A file that is rewritten gets shorter. One that has its old size now had it as well when it was opened.
    if (index.hold() && !index.damaged && fs.statSync(segment.path).size === bytes)
      return { columns: index.columns, index, reader, segment };
    reader.close();
    this.#recent = null;
    return opened(loadSegment(segment.path), segment);
  }

  stats(): ThreadStats {
    const end = summarise(this.#end.columns, this.#end.bytes.length);
    const [first] = this.#segments;
    return {
      ...addUp([...this.#segments.map(({ summary }) => summary), end]),
      indexBytes: indexBytesOf(this.#segments),
      segments: this.#segments.length + 1,
      unindexed: this.#segments.filter(({ summary }) => !summary).length + 1,
      nextSeq: this.nextSeq,
      stored: 0,
      evicted: 0,
      carried: first?.carry ? (first.summary?.events ?? 0) : 0,
      damagedFiles: 0,
      damagedBytes: 0,
      tornBytes: 0,
      cleared: null,
      problem: null,
    };
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#recent = null;
    return Promise.resolve();
  }
}

function namesIn(folder: string): SegmentName[] {
  try {
    return listSegments(folder);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause;
    throw new StreamgaugeError('history-not-found', `There is no history in ${folder}.`, {
      hint: 'Streamgauge makes it with the first events that it keeps. Check the path, or start Streamgauge once.',
      cause,
    });
  }
}

function describe(folder: string, { file, carry, seq }: SegmentName): Segment {
  const where = path.join(folder, file);
  const summary = readSummary(indexPath(where));
  const fits = summary !== null && sizeOf(where) === summary.bytes;
  return {
    path: where,
    carry,
    nameSeq: seq,
    summary: fits ? summary : null,
    indexed: fits,
    loaded: null,
    gone: false,
  };
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

function loadOrNull(file: string): LoadedSegment | null {
  try {
    return loadSegment(file);
  } catch {
    return null;
  }
}

function opened({ bytes, columns }: LoadedSegment, segment: Segment | null): OpenSegment {
  return { columns, index: null, reader: new RecordReader(bytes, columns, bytes.length), segment };
}
