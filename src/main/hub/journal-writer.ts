import { open, type FileHandle } from 'node:fs/promises';
import type { Problem } from '@shared/errors';
import { notWritten } from './journal-problems';
import { JournalQueue, type QueuedLine } from './journal-queue';
import { encodeLine, JOURNAL_VERSION } from './journal-record';
import {
  segmentPath,
  syncFolder,
  takeExpired,
  unlinkAll,
  type Retention,
  type Segment,
} from './journal-segments';

export interface WriterOptions extends Retention {
  readonly folder: string;
  readonly epoch: string;
  readonly maxQueuedBytes: number;
  /** Time between two syncs while there is something to sync, ms. */
  readonly syncMs: number;
  readonly now: () => number;
  readonly onProblem: (problem: Problem | null) => void;
  readonly onDurable: (seq: number) => void;
  readonly openFile: typeof open;
}

/** Time after which a failed write is tried again, ms. */
const RETRY_MS = 1_000;
/** Time between two looks for segments that have grown too old, ms. */
const EXPIRY_MS = 60_000;
/** A log is about eight segments long, so that what is kept beyond the bounds is an eighth. */
const SEGMENTS = 8;
const SEGMENT_BYTES = { min: 64 * 1024, max: 16 * 1024 * 1024 };
const MIN_SEGMENT_EVENTS = 1_000;

/**
 * Writes lines to segments in the background: one write at a time, at a position, so that a write that failed half-way
 * is overwritten by the next try. While nothing can be written, lines wait up to a bound; then the oldest are given up.
 */
export class JournalWriter {
  readonly #options: WriterOptions;
  readonly #segments: Segment[];
  readonly #queue: JournalQueue;
  readonly #segmentBytes: number;
  readonly #segmentEvents: number;
  #nextOrdinal: number;
  #handle: FileHandle | null = null;
  #written: number;
  #durable: number;
  /** The last number of what a failed sync leaves open. */
  #unsure = 0;
  #pumping: Promise<void> | null = null;
  #syncing: Promise<void> | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #expiryTimer: NodeJS.Timeout | null = null;
  #problem: Problem | null = null;
  /** The last write failed, and what it was to write waits. */
  #failing = false;
  #abandoned = false;

  /** @param segments those of earlier lives, which this goes on to look after */
  constructor(segments: Segment[], nextOrdinal: number, nextSeq: number, options: WriterOptions) {
    this.#options = options;
    this.#segments = segments;
    this.#queue = new JournalQueue(options.maxQueuedBytes);
    this.#nextOrdinal = nextOrdinal;
    this.#written = this.#durable = nextSeq - 1;
    this.#segmentBytes = clamp(Math.ceil(options.maxBytes / SEGMENTS), SEGMENT_BYTES.min, SEGMENT_BYTES.max);
    this.#segmentEvents = Math.max(MIN_SEGMENT_EVENTS, Math.ceil(options.maxEvents / SEGMENTS));
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  get dropped(): number {
    return this.#queue.dropped;
  }

  get durable(): number {
    return this.#durable;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** Records and bytes on disk, as far as they are looked after. */
  size(): { readonly events: number; readonly bytes: number; readonly segments: number } {
    const sum = (value: (segment: Segment) => number): number =>
      this.#segments.reduce((total, segment) => total + value(segment), 0);
    return {
      events: sum(({ events }) => events),
      bytes: sum(({ bytes }) => bytes),
      segments: this.#segments.length,
    };
  }

  /** Begins a new segment, which is on disk when this resolves: from then on the journal counts as not closed. */
  async start(): Promise<void> {
    await this.#roll(this.#written + 1);
    this.#expiryTimer = setInterval(() => void this.#expire(), EXPIRY_MS).unref();
  }

  append(line: QueuedLine): void {
    this.#queue.add(line);
    if (this.#abandoned) this.#queue.giveUp();
    else if (!this.#retryTimer) this.#pump();
  }

  /** Resolves when what waits now has been tried. */
  async flush(): Promise<void> {
    this.#clearRetry();
    this.#pump();
    await this.#pumping;
  }

  /** Writes all that waits, then the line that says that the end was proper, and syncs. Never rejects. */
  async close(next: number): Promise<void> {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    if (this.#expiryTimer) clearInterval(this.#expiryTimer);
    await this.#pumping;
    await this.flush();
    this.#clearRetry();
    this.#queue.giveUp();
    if (!this.#handle || this.#abandoned) return this.#closeHandle();
    try {
      // What a failed write has left would stand behind the end.
      await this.#handle.truncate(this.#segments.at(-1)!.bytes);
      await this.#writeAt(encodeLine({ kind: 'closed', next }));
      await this.#syncing;
      await this.#sync();
    } catch (error) {
      this.#fail(error);
    }
    await this.#closeHandle();
  }

  /** Another hub has taken the folder: nothing is written any more. */
  abandon(problem: Problem): void {
    this.#abandoned = true;
    this.#queue.giveUp();
    this.#tell(problem);
  }

  #pump(): void {
    this.#pumping ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // One turn later, so that what is published together is written together.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (!this.#abandoned && !this.#queue.isEmpty) await this.#writeBatch(this.#queue.batch());
    } catch (error) {
      this.#failing = true;
      this.#fail(error);
      this.#retryTimer = setTimeout(() => {
        this.#retryTimer = null;
        this.#pump();
      }, RETRY_MS).unref();
    } finally {
      // In the same turn as the last look at the queue: a line that comes later starts anew.
      this.#pumping = null;
    }
  }

  async #writeBatch(batch: readonly QueuedLine[]): Promise<void> {
    const current = this.#segments.at(-1)!;
    if (current.bytes >= this.#segmentBytes || current.events >= this.#segmentEvents) {
      await this.#roll(batch[0]!.seq);
    }
    const segment = this.#segments.at(-1)!;
    const bytes = Buffer.concat(batch.map((line) => line.bytes));
    await this.#writeAt(bytes);
    this.#failing = false;
    segment.events += batch.length;
    for (const { at } of batch) segment.newestAt = Math.max(segment.newestAt, at);
    this.#written = batch.at(-1)?.seq ?? this.#written;
    this.#queue.done();
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      void this.#sync().catch((error: unknown) => this.#fail(error));
    }, this.#options.syncMs).unref();
  }

  async #writeAt(bytes: Buffer): Promise<void> {
    const segment = this.#segments.at(-1)!;
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#handle!.write(
        bytes,
        done,
        bytes.length - done,
        segment.bytes + done,
      );
      done += bytesWritten;
    }
    segment.bytes += bytes.length;
  }

  /** Goes on in a new segment; the one before is synced and closed. */
  async #roll(first: number): Promise<void> {
    const { folder, epoch, openFile } = this.#options;
    const path = segmentPath(folder, this.#nextOrdinal, epoch, first);
    const handle = await openFile(path, 'w', 0o600);
    const header = encodeLine({ kind: 'opened', version: JOURNAL_VERSION });
    try {
      await handle.write(header, 0, header.length, 0);
      await handle.datasync();
      await syncFolder(folder);
      await this.#syncing;
      if (this.#handle) await this.#sync();
    } catch (error) {
      // The file is made again, from its beginning, at the next try.
      await handle.close().catch(() => undefined);
      throw error;
    }
    await this.#closeHandle();
    this.#handle = handle;
    const ordinal = this.#nextOrdinal++;
    this.#segments.push({ path, ordinal, epoch, first, events: 0, bytes: header.length, newestAt: 0 });
    await this.#expire();
  }

  #sync(): Promise<void> {
    this.#syncing ??= this.#syncNow().finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  async #syncNow(): Promise<void> {
    const written = this.#written;
    if (!this.#handle) return;
    try {
      await this.#handle.datasync();
    } catch (error) {
      // The system reports this once and may have let go of the data: a later sync says nothing about it.
      this.#queue.dropped += written - Math.max(this.#durable, this.#unsure);
      this.#unsure = written;
      throw error;
    }
    if (this.#problem && !this.#abandoned && !this.#failing) this.#tell(null);
    if (written === this.#durable) return;
    this.#durable = written;
    this.#options.onDurable(written);
  }

  async #closeHandle(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch((error: unknown) => this.#fail(error));
  }

  async #expire(): Promise<void> {
    const expired = takeExpired(this.#segments, this.#options, this.#options.now());
    try {
      await unlinkAll(expired);
    } catch (error) {
      this.#fail(error);
    }
  }

  #clearRetry(): void {
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }

  /** One problem for as long as the trouble lasts, however often it is tried. */
  #fail(error: unknown): void {
    if (!this.#problem) this.#tell(notWritten(this.#options.folder, error));
  }

  #tell(problem: Problem | null): void {
    this.#problem = problem;
    this.#options.onProblem(problem);
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
