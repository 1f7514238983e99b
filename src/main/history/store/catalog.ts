import fs from 'node:fs';
import path from 'node:path';
import { ChannelMarks } from './channel-marks';
import type { Columns } from './columns';
import { keepDamaged, salvage } from './damaged';
import { readSummary } from './index-file';
import {
  buildIndex,
  loadSegment,
  RecordReader,
  type LoadedSegment,
  type Segment,
  type SegmentLoad,
} from './segment';
import { indexPath, listSegments, replaceFile } from './segment-file';
import { openIndex, type SegmentIndex } from './segment-index';
import { summarise } from './summary';
import type { FieldIndex } from './fields';
import type { TermIndex } from './terms';
import { Turns } from './turns';

/** Indexes kept in memory between queries, bytes. */
const CACHE_BYTES = 128 * 1_024 * 1_024;
/** Segments without an index that are kept in memory until they have one; others are read again from their files. */
const MAX_LOADED = 1;

/** A segment ready to be asked. Close the reader. */
export interface OpenSegment {
  readonly columns: Columns;
  /** Null while the segment has no index. */
  readonly index: { readonly terms: TermIndex; readonly fields: FieldIndex } | null;
  readonly reader: RecordReader;
  /** Null for the segment that still grows. */
  readonly segment: Segment | null;
}

/** The closed segments of a folder: which there are, their indexes, and what to do when one is damaged. */
export class Catalog {
  readonly #folder: string;
  readonly #onDamage: () => void;
  /** In the order of their events. */
  segments: Segment[] = [];
  damagedFiles = 0;
  damagedBytes = 0;
  readonly #cache = new Map<Segment, SegmentIndex>();
  #cached = 0;
  readonly #marks = new ChannelMarks();
  #indexing: Promise<void> = Promise.resolve();

  /** `onDamage` is called when events turned out to be unreadable. */
  constructor(folder: string, onDamage: () => void = () => undefined) {
    this.#folder = folder;
    this.#onDamage = onDamage;
  }

  /** Finds the segments. Files that retention had already replaced before a crash are removed. */
  open(): void {
    const names = listSegments(this.#folder);
    const carry = names.find((name) => name.carry);
    for (const name of names) {
      const file = path.join(this.#folder, name.file);
      if (name !== carry && (name.carry || (carry && name.seq < carry.seq))) {
        fs.rmSync(indexPath(file), { force: true });
        fs.rmSync(file, { force: true });
      } else this.segments.push(this.#found(file, name.carry, name.seq));
    }
  }

  #found(file: string, carry: boolean, nameSeq: number): Segment {
    const summary = readSummary(indexPath(file));
    const size = fs.statSync(file).size;
    const fits = summary !== null && summary.bytes === size;
    return {
      path: file,
      carry,
      nameSeq,
      summary: fits ? summary : null,
      indexed: fits,
      loaded: null,
      gone: false,
    };
  }

  get unindexed(): number {
    return this.segments.filter(({ indexed }) => !indexed).length;
  }

  /** Takes the last segment out again to be written to; damage within it is set aside first. */
  takeLast(last: Segment): SegmentLoad {
    const load = loadSegment(last.path);
    this.segments.pop();
    if (load.damagedBytes === 0) return load;
    this.#setAside(last, load.damagedBytes);
    const whole = salvage(load);
    replaceFile(last.path, [whole.bytes], true);
    return { ...whole, damagedBytes: load.damagedBytes, tornBytes: load.tornBytes };
  }

  /** Brings segments back that were taken out by `release`; they are older than all others. */
  restore(segments: readonly Segment[]): void {
    this.segments = [...segments, ...this.segments.filter(({ gone }) => !gone)];
    for (const segment of segments) if (!segment.indexed) this.index(segment);
  }

  /** Takes a segment that is complete; its index follows. */
  add(segment: Segment): void {
    const at = segment.carry ? 0 : this.segments.length;
    this.segments.splice(at, 0, segment);
    // Writing goes first: when indexes cannot keep up, segments are read from their files again in their turn.
    if (this.#loaded > MAX_LOADED) segment.loaded = null;
    this.index(segment);
  }

  get #loaded(): number {
    return this.segments.filter(({ loaded }) => loaded).length;
  }

  /** Queues the making of an index. */
  index(segment: Segment): void {
    this.#indexing = this.#indexing.then(() => this.#makeIndex(segment)).catch(() => undefined);
  }

  /** When all indexes asked for are made, or have failed. */
  get settled(): Promise<void> {
    return this.#indexing;
  }

  async #makeIndex(segment: Segment): Promise<void> {
    if (segment.gone || segment.indexed) return;
    const loaded = this.#load(segment);
    if (!loaded) return;
    try {
      await buildIndex(segment, loaded, new Turns());
      segment.indexed = true;
      segment.loaded = null;
    } catch (error) {
      // A full disk: the segment stays searchable from its file, and the next query asks for its index again.
      segment.loaded = null;
      segment.summary ??= summarise(loaded.columns, loaded.bytes.length);
      throw error;
    }
  }

  /** Reads a segment that has no index; one that is damaged is set aside and what can be read of it is kept. */
  #load(segment: Segment): LoadedSegment | null {
    if (segment.loaded) return segment.loaded;
    let load;
    try {
      load = loadSegment(segment.path);
    } catch {
      this.drop(segment);
      return null;
    }
    if (load.damagedBytes + load.tornBytes > 0) {
      this.#setAside(segment, load.damagedBytes + load.tornBytes);
      const whole = salvage(load);
      replaceFile(segment.path, [whole.bytes], true);
      segment.loaded = whole;
    } else segment.loaded = load;
    segment.summary = summarise(segment.loaded.columns, segment.loaded.bytes.length);
    return segment.loaded;
  }

  /** Counts damage and keeps the file as it was. */
  #setAside(segment: Segment, bytes: number): void {
    this.damagedFiles++;
    this.damagedBytes += bytes;
    keepDamaged(this.#folder, segment.path);
    this.forget(segment);
    this.#onDamage();
  }

  /** A record of this segment could not be read: look at the whole file again. */
  recheck(segment: Segment): void {
    if (segment.gone || !segment.indexed) return;
    this.forget(segment);
    segment.indexed = false;
    fs.rmSync(indexPath(segment.path), { force: true });
    segment.summary = null;
    this.#load(segment);
    this.index(segment);
  }

  /** Throws what opening the file throws. */
  openSegment(segment: Segment): OpenSegment {
    if (!segment.loaded) {
      const index = segment.indexed ? this.#indexOf(segment) : null;
      if (index) {
        const closed = (): void => this.#closed(segment, index);
        const reader = new RecordReader(segment.path, index.columns, segment.summary!.bytes, closed);
        if (index.hold()) return { columns: index.columns, index, reader, segment };
        reader.close();
      }
      this.#uncache(segment);
      segment.indexed = false;
      if (this.#loaded >= MAX_LOADED) {
        this.index(segment);
        const { bytes, columns } = loadSegment(segment.path);
        segment.summary ??= summarise(columns, bytes.length);
        return { columns, index: null, reader: new RecordReader(bytes, columns, bytes.length), segment };
      }
      this.#load(segment);
      this.index(segment);
    }
    const loaded = segment.loaded ?? salvage(null);
    return {
      columns: loaded.columns,
      index: null,
      reader: new RecordReader(loaded.bytes, loaded.columns, loaded.bytes.length),
      segment,
    };
  }

  /** An index in which damage was found has answered from the segment; it is made anew. */
  #closed(segment: Segment, index: SegmentIndex): void {
    index.release();
    const current = this.#cache.get(segment) ?? index;
    if (!index.damaged || current !== index || segment.gone || !segment.indexed) return;
    this.#uncache(segment);
    segment.indexed = false;
    this.index(segment);
  }

  /** Takes those that a segment has events of out of some channels, given as `source\0channel`. */
  removeChannelsOf(segment: Segment, channels: Map<string, unknown>): void {
    if (!this.#marks.mayHold(segment, channels.keys())) return;
    const { columns, reader } = this.openSegment(segment);
    reader.close();
    if (!this.#marks.has(segment)) this.#marks.set(segment, columns);
    for (const channel of columns.newestOfChannels().keys()) channels.delete(channel);
  }

  #indexOf(segment: Segment): SegmentIndex | null {
    const known = this.#cache.get(segment);
    if (known) return known.damaged ? null : known;
    const index = openIndex(
      indexPath(segment.path),
      () => loadSegment(segment.path).columns,
      (bytes) => {
        if (this.#cache.get(segment) === index) this.#grow(bytes);
      },
    );
    if (!index || index.columns.length !== segment.summary?.events) return null;
    this.#cache.set(segment, index);
    this.#grow(index.bytes);
    return index;
  }

  #grow(bytes: number): void {
    this.#cached += bytes;
    // The oldest go, not those that were used longest ago: searches go through all from the newest on, so that each would
    // push out what the next one begins with.
    while (this.#cached > CACHE_BYTES && this.#cache.size > 1) this.#uncache(this.#oldestCached());
  }

  #oldestCached(): Segment {
    let [oldest] = this.#cache.keys();
    for (const segment of this.#cache.keys()) if (startOf(segment) < startOf(oldest!)) oldest = segment;
    return oldest!;
  }

  #uncache(segment: Segment): void {
    const index = this.#cache.get(segment);
    if (!index) return;
    this.#cache.delete(segment);
    this.#cached -= index.bytes;
  }

  /** Takes the index of a segment out of memory. */
  forget(segment: Segment): void {
    this.#uncache(segment);
  }

  /** The file of a segment has been replaced by a shorter one; its index follows. */
  replaced(segment: Segment): void {
    const anew: Segment = { ...segment, summary: null, indexed: false, loaded: null };
    this.segments = this.segments.map((other) => (other === segment ? anew : other));
    segment.gone = true;
    this.forget(segment);
    this.#load(anew);
    if (this.#loaded > MAX_LOADED) anew.loaded = null;
    this.index(anew);
  }

  /** Takes a segment out of the history and removes its files. */
  drop(segment: Segment): void {
    this.release(segment);
    fs.rmSync(segment.path, { force: true });
    fs.rmSync(indexPath(segment.path), { force: true });
  }

  /** Takes a segment out of the history; its files stay. */
  release(segment: Segment): void {
    segment.gone = true;
    this.forget(segment);
    this.segments = this.segments.filter((other) => other !== segment);
  }
}

/** The events of a carry segment are older than all others. */
function startOf({ carry, nameSeq }: Segment): number {
  return carry ? 0 : nameSeq;
}
