import type { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { toProblem, type Problem } from '@shared/errors';
import type { RetentionPolicy, StoreChange } from './api';
import { Catalog, type OpenSegment } from './catalog';
import { Cleared } from './cleared';
import { SEGMENT_EVENTS } from './columns';
import { Floors } from './floors';
import { FolderLock } from './folder-lock';
import { GrowingSegment, SEGMENT_BYTES } from './growing-segment';
import type { ThreadStats } from './protocol';
import { sealRecord } from './record';
import { Retainer } from './retainer';
import { SEGMENTS_PER_LIMIT } from './retention-limits';
import { RecordReader } from './segment';
import { segmentName } from './segment-file';
import type { QuerySource } from './segment-walk';
import { addUp, indexBytesOf } from './store-stats';
import { summarise } from './summary';
import { writeError } from './write-error';

/** Between two tries to write while the disk takes nothing, ms. */
const RETRY_MS = 250;
/** Between two looks at the age of events, and at most between two synchronisations with the disk, ms. */
const TICK_MS = 1_000;

/** What the store's thread does: everything that touches the files. */
export class StoreCore {
  readonly folder: string;
  readonly #catalog: Catalog;
  readonly #floors: Floors;
  readonly #lock: FolderLock;
  readonly #cleared: Cleared;
  readonly #retainer: Retainer;
  readonly #changed: (change: StoreChange) => void;
  readonly #tick: NodeJS.Timeout;
  #growing: GrowingSegment;
  /** `performance.now()` when the growing segment was begun. */
  #growingSince = performance.now();
  #limits: { readonly events: number; readonly bytes: number } = {
    events: SEGMENT_EVENTS,
    bytes: SEGMENT_BYTES,
  };
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #stored = 0;
  #tornBytes = 0;
  #problem: Problem | null = null;
  #closed = false;

  /** Opens the history in a folder, which is made. Throws `history-in-use` and what the system throws. */
  constructor(folder: string, undoMs: number, changed: (change: StoreChange) => void = () => undefined) {
    this.folder = folder;
    this.#changed = changed;
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = new FolderLock(folder);
    this.#cleared = new Cleared(folder, undoMs);
    this.#catalog = new Catalog(folder, () => changed({ kind: 'changed' }));
    this.#floors = new Floors(folder);
    this.#catalog.open();
    this.#growing = this.#resume();
    this.#retainer = new Retainer({
      folder,
      catalog: this.#catalog,
      floors: this.#floors,
      growing: () => ({
        columns: this.#growing.columns,
        bytes: this.#growing.bytes,
        firstSeq: this.#growing.nameSeq,
      }),
      growingAgeMs: () => performance.now() - this.#growingSince,
      seal: () => this.#seal(),
      mayComeBack: () => this.#cleared.stats !== null,
      changed,
    });
    for (const segment of this.#catalog.segments) if (!segment.indexed) this.#catalog.index(segment);
    this.#tick = setInterval(() => this.#onTick(), TICK_MS);
    this.#tick.unref();
  }

  /** The `seq` after the last. */
  get nextSeq(): number {
    return Math.max(this.#growing.nameSeq, this.#growing.lastSeq + 1);
  }

  /** The last segment goes on when it was never closed; a half-written event at its end is cut off. */
  #resume(): GrowingSegment {
    const last = this.#catalog.segments.at(-1);
    if (!last) return this.#start(1);
    if (last.carry) return this.#start(last.nameSeq);
    if (last.summary) return this.#start(Math.max(last.nameSeq, last.summary.lastSeq + 1));
    const load = this.#catalog.takeLast(last);
    this.#tornBytes = load.tornBytes;
    const [first] = load.columns.arrays.times;
    if (load.columns.length > 0) this.#growingSince -= Math.max(0, Date.now() - (first ?? 0));
    return new GrowingSegment(last.path, last.nameSeq, load);
  }

  #start(firstSeq: number): GrowingSegment {
    this.#growingSince = performance.now();
    return new GrowingSegment(path.join(this.folder, segmentName(firstSeq)), firstSeq);
  }

  /** Writes records as `writeRecord` leaves them. Resolves when they are in the file, however long that takes. */
  append(records: Buffer): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      for (let at = 0; at < records.length;) at = sealRecord(records, at);
      await this.#write(records);
    });
    return this.#writing;
  }

  async #write(records: Buffer): Promise<void> {
    for (let from = 0; from < records.length;) {
      const { events, bytes } = this.#segmentLimits();
      let room = Math.max(1, Math.min(events, SEGMENT_EVENTS) - this.#growing.length);
      let to = from;
      const start = this.#growing.bytes;
      let count = 0;
      while (to < records.length && room-- > 0 && (to === from || start + to - from < bytes)) {
        to += records.readUInt32LE(to + 4);
        count++;
      }
      await this.#untilWritten(() => this.#growing.write(records.subarray(from, to)));
      if (this.#closed) return;
      this.#stored += count;
      this.#dirty = true;
      from = to;
      if (!this.#growing.isFull(events, bytes)) continue;
      await this.#untilWritten(() => this.#seal());
      // Limits hold while an import writes faster than files are removed: what comes waits for that.
      if (this.#retainer.isOver) await this.#retainer.settled();
    }
  }

  async #untilWritten(write: () => void): Promise<void> {
    for (;;) {
      try {
        write();
        this.#problem = null;
        return;
      } catch (error) {
        if (this.#closed) return;
        this.#problem = toProblem(writeError(this.folder, error));
        this.#retainer.soon();
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Bounds the size of segments, next to what the policy asks for. */
  setSegmentLimits(limits: { readonly events: number; readonly bytes: number }): void {
    this.#limits = limits;
  }

  #segmentLimits(): { events: number; bytes: number } {
    const { events = Infinity, bytes = Infinity } = this.#retainer.policy;
    return {
      events: Math.max(64, Math.min(this.#limits.events, Math.floor(events / SEGMENTS_PER_LIMIT))),
      bytes: Math.max(16_384, Math.min(this.#limits.bytes, Math.floor(bytes / SEGMENTS_PER_LIMIT))),
    };
  }

  /** Closes the growing segment and starts the next one. */
  #seal(): void {
    const full = this.#growing;
    if (full.length === 0) return;
    this.#growing = this.#start(full.lastSeq + 1);
    full.sync().then(
      () => full.closeFile(),
      () => full.closeFile(),
    );
    const loaded = full.memoryImage();
    this.#catalog.add({
      path: full.path,
      carry: false,
      nameSeq: full.nameSeq,
      summary: summarise(loaded.columns, loaded.bytes.length),
      indexed: false,
      loaded,
      gone: false,
    });
    this.#retainer.soon();
  }

  #onTick(): void {
    this.#lock.renew();
    if (this.#dirty) {
      this.#dirty = false;
      this.#growing.sync().catch(() => (this.#dirty = true));
    }
    if (this.#retainer.isTimed) this.#retainer.soon();
  }

  /** What queries read: what is written now. */
  querySource(): QuerySource {
    const { columns, memory, bytes, nameSeq } = this.#growing;
    const reader = new RecordReader(memory.subarray(0, bytes), columns, bytes);
    const growing: OpenSegment = { columns: columns.frozen(), index: null, reader, segment: null };
    const catalog = this.#catalog;
    return {
      get segments() {
        return catalog.segments;
      },
      growing,
      growingFrom: nameSeq,
      open: (segment) => orNull(() => catalog.openSegment(segment)),
      visible: (some) => this.#floors.shown(some),
      damaged: (segment) => catalog.recheck(segment),
    };
  }

  /** Sets the policy; resolves when it is met. */
  async retain(policy: RetentionPolicy): Promise<void> {
    this.#retainer.policy = policy;
    const { events, bytes } = this.#segmentLimits();
    if (this.#growing.isFull(events, bytes)) this.#seal();
    this.#retainer.soon();
    await this.#retainer.settled();
  }

  /** Hides what is stored of a source below a `seq`, until `show` or `forget`; closing the store does not bring it back. */
  async hide(source: string, below: number): Promise<void> {
    if (!this.#problem) await this.#writing;
    return this.#retainer.hide(source, below);
  }

  /** Takes back `hide`. */
  show(source: string): Promise<void> {
    return this.#retainer.show(source);
  }

  /** Deletes what is stored of a source below a `seq`; returns how many events that were. */
  async forget(source: string, below: number): Promise<number> {
    if (!this.#problem) await this.#writing;
    return this.#retainer.forget(source, below);
  }

  /** Takes everything out of the history; `undo` of the same number brings it back. */
  async clear(): Promise<number> {
    if (!this.#problem) await this.#writing;
    await this.#retainer.settled();
    if (this.#growing.length > 0) this.#seal();
    await this.#catalog.settled;
    const segments = this.#catalog.segments;
    for (const segment of segments) this.#catalog.release(segment);
    const token = this.#cleared.take(segments);
    this.#changed({ kind: 'changed' });
    return token;
  }

  /** Returns whether there was still something to bring back. */
  async undoClear(token: number): Promise<boolean> {
    await this.#retainer.settled();
    const carry = this.#catalog.segments.find((segment) => segment.carry);
    const back = this.#cleared.giveBack(token, carry ?? null);
    if (!back) return false;
    this.#catalog.restore(back);
    this.#changed({ kind: 'changed' });
    this.#retainer.soon();
    return true;
  }

  stats(): ThreadStats {
    const { segments } = this.#catalog;
    const { columns, bytes } = this.#growing;
    const summaries = segments.map((segment) => this.#retainer.summaryOf(segment));
    const growing = summarise(columns, bytes, this.#floors.unhidden(columns));
    return {
      ...addUp([...summaries, growing]),
      indexBytes: indexBytesOf(segments),
      segments: segments.length + 1,
      unindexed: this.#catalog.unindexed + 1,
      nextSeq: this.nextSeq,
      stored: this.#stored,
      evicted: this.#retainer.evicted,
      carried: segments[0]?.carry ? (summaries[0]?.events ?? 0) : 0,
      damagedFiles: this.#catalog.damagedFiles,
      damagedBytes: this.#catalog.damagedBytes,
      tornBytes: this.#tornBytes,
      cleared: this.#cleared.stats,
      problem: this.#problem ?? this.#retainer.problem,
    };
  }

  /** When what is written has its index and retention has done its work. */
  async settled(): Promise<void> {
    await this.#writing;
    await this.#retainer.settled();
    await this.#catalog.settled;
  }

  /** Brings everything to the disk. What could not be written stays unwritten. */
  async close(): Promise<void> {
    if (this.#problem) this.#closed = true;
    await this.#writing;
    this.#closed = true;
    clearInterval(this.#tick);
    this.#retainer.close();
    await this.#retainer.settled();
    await this.#catalog.settled;
    await this.#growing.sync().catch(() => undefined);
    this.#growing.closeFile();
    this.#cleared.purge();
    this.#lock.release();
  }
}

function orNull(open: () => OpenSegment): OpenSegment | null {
  try {
    return open();
  } catch {
    return null;
  }
}
