import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import { LineSplitter } from '@shared/line-splitter';
import { FileLock } from './event-queue-lock';

/** A job that is to be done. */
export interface StoredJob {
  readonly id: string;
  /** The job as JSON. */
  readonly text: string;
  /** Epoch ms when it was put in. */
  readonly at: number;
  /** Attempts that were begun. */
  readonly attempts: number;
}

export interface StoredDeadLetter extends StoredJob {
  readonly problem: Problem;
  /** Epoch ms of the last attempt's end. */
  readonly diedAt: number;
}

/** One line of the journal: what happened to a job. */
export type JournalRecord =
  | ({ readonly kind: 'put' } & StoredJob)
  | { readonly kind: 'attempts'; readonly id: string; readonly attempts: number }
  | { readonly kind: 'done'; readonly id: string }
  | { readonly kind: 'dead'; readonly id: string; readonly problem: Problem; readonly diedAt: number };

const VERSION = 1;
/** Largest line: a job of 1 MiB and what is around it. */
const MAX_LINE_BYTES = 2 * 1_048_576;
const READ_BYTES = 1_048_576;
const WRITE_CHARACTERS = 256 * 1_024;
/** The file is written anew when it is larger than this and four times what is still needed, bytes. */
const COMPACT_FROM_BYTES = 4 * 1_048_576;

/**
 * The append-only file of a queue, NDJSON. A record is handed to the operating system before `append` returns, so it
 * survives the death of the process at any moment; it survives the loss of power once it is synced, which happens within
 * `syncMs`, or before `append` returns when that is 0. A torn last line is nothing that was promised to anybody, and
 * left out.
 */
export class EventQueueJournal {
  readonly #path: string;
  readonly #name: string;
  readonly #syncMs: number;
  readonly #onProblem: (problem: Problem) => void;
  readonly #lock: FileLock;
  #file: number;
  #bytes = 0;
  #syncTimer: NodeJS.Timeout | null = null;
  #compacting: Promise<void> | null = null;
  #closed = false;
  /** Lines that were appended while the file is written anew. */
  #since: string[] | null = null;
  /** After a failure, so that the same size is not tried over and over. */
  #compactFrom = COMPACT_FROM_BYTES;
  /** Lines that could not be used. */
  unreadable = 0;
  readonly jobs = new Map<string, StoredJob>();
  readonly dead = new Map<string, StoredDeadLetter>();

  /** @throws StreamgaugeError `queue-in-use`, `queue-newer`, `queue-not-opened` */
  constructor(folder: string, name: string, syncMs: number, onProblem: (problem: Problem) => void) {
    this.#name = name;
    this.#syncMs = syncMs;
    this.#onProblem = onProblem;
    this.#path = join(folder, `${name}.ndjson`);
    let lock: FileLock | undefined;
    let file: number | undefined;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      lock = new FileLock(`${this.#path}.lock`);
      rmSync(this.#newPath, { force: true });
      // Without blocking: a FIFO or a device must not hold the process up.
      const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK = 0 } = constants;
      file = openSync(this.#path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
      if (!fstatSync(file).isFile()) throw new Error('it is no regular file');
      this.#lock = lock;
      this.#file = file;
      this.#read();
    } catch (error) {
      if (file !== undefined) closeSync(file);
      lock?.release();
      if (error instanceof StreamgaugeError) throw error;
      throw new StreamgaugeError(
        'queue-not-opened',
        `The journal of the queue ${name} cannot be opened (${toProblem(error).message}).`,
        { hint: `Check that ${folder} is a folder that can be written.`, cause: error },
      );
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws StreamgaugeError `queue-not-written`: the disk is full, say. The journal is as it was before. */
  append(record: JournalRecord): void {
    // A handler that was left behind comes back: its file descriptor may be another file's by now.
    if (this.#closed) return;
    const line = encode(record);
    this.#write(line);
    this.#since?.push(line);
    this.#syncSoon();
  }

  /** Writes the file anew when most of it is past. `live` gives what is still needed, `liveBytes` about how much that is. */
  compact(liveBytes: number, live: () => JournalRecord[]): void {
    if (this.#compacting || this.#bytes < this.#compactFrom || this.#bytes < 4 * liveBytes) return;
    this.#since = [];
    this.#compacting = this.#rewrite(live())
      .then(() => (this.#compactFrom = COMPACT_FROM_BYTES))
      .catch((error: unknown) => {
        this.#compactFrom = 2 * this.#bytes;
        const message = `The journal of the queue ${this.#name} cannot be made smaller (${toProblem(error).message}).`;
        const hint = 'Nothing is lost. It is tried again when the journal has doubled.';
        this.#onProblem({ code: 'queue-not-compacted', message, hint });
      })
      .finally(() => {
        this.#since = null;
        this.#compacting = null;
      })
      .then(() => undefined);
  }

  async close(): Promise<void> {
    await this.#compacting;
    if (this.#closed) return;
    this.#closed = true;
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    try {
      fdatasyncSync(this.#file);
    } finally {
      closeSync(this.#file);
      this.#lock.release();
    }
  }

  get #newPath(): string {
    return `${this.#path}.new`;
  }

  #write(line: string): void {
    const bytes = Buffer.from(line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      if (this.#syncMs === 0) fdatasyncSync(this.#file);
      this.#bytes += bytes.length;
    } catch (cause) {
      try {
        ftruncateSync(this.#file, this.#bytes);
      } catch {
        this.#bytes += written;
      }
      throw new StreamgaugeError(
        'queue-not-written',
        `The journal of the queue ${this.#name} cannot be written (${toProblem(cause).message}).`,
        { hint: `Make room on the disk of ${this.#path}.`, cause },
      );
    }
  }

  #syncSoon(): void {
    if (this.#syncMs === 0 || this.#syncTimer) return;
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = null;
      // A journal that was written anew meanwhile was synced, and its old file is closed.
      fdatasync(this.#file, (error) => {
        if (error && error.code !== 'EBADF') {
          const message = `The journal of the queue ${this.#name} cannot be synced (${error.message}).`;
          this.#onProblem({ code: 'queue-not-synced', message, hint: 'The disk may be failing.' });
        }
      });
    }, this.#syncMs);
    this.#syncTimer.unref();
  }

  async #rewrite(live: JournalRecord[]): Promise<void> {
    const handle = await open(this.#newPath, 'w', 0o600);
    try {
      let batch = header(this.#name);
      for (const record of live) {
        batch += encode(record);
        if (batch.length < WRITE_CHARACTERS) continue;
        await handle.writeFile(batch);
        batch = '';
      }
      await handle.writeFile(batch);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // In one turn, so that nothing is appended between the last line and the change of files.
    const file = openSync(this.#newPath, 'a+', 0o600);
    const old = { file: this.#file, bytes: this.#bytes };
    try {
      this.#file = file;
      this.#bytes = fstatSync(file).size;
      if (this.#since!.length > 0) this.#write(this.#since!.join(''));
      fdatasyncSync(file);
      renameSync(this.#newPath, this.#path);
    } catch (error) {
      this.#file = old.file;
      this.#bytes = old.bytes;
      closeSync(file);
      throw error;
    }
    closeSync(old.file);
  }

  #read(): void {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    let endsWithLineEnd = true;
    for (;;) {
      const length = readSync(this.#file, buffer, 0, READ_BYTES, this.#bytes);
      if (length === 0) break;
      this.#bytes += length;
      endsWithLineEnd = buffer[length - 1] === 0x0a;
      for (const line of splitter.push(buffer.subarray(0, length))) this.#take(line.text);
    }
    const torn = splitter.end();
    if (torn) this.#take(torn.text);
    if (this.#bytes === 0) this.#write(header(this.#name));
    // The next record must not become part of the torn line.
    else if (!endsWithLineEnd) this.#write('\n');
  }

  #take(line: string): void {
    if (line === '') return;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      this.unreadable += 1;
      return;
    }
    if (!this.#apply(record as Record<string, unknown>)) this.unreadable += 1;
  }

  #apply(record: Record<string, unknown> | null): boolean {
    if (typeof record !== 'object' || record === null) return false;
    if (record.streamgauge === 'queue') {
      if (typeof record.version === 'number' && record.version <= VERSION) return true;
      throw new StreamgaugeError(
        'queue-newer',
        `The journal of the queue ${this.#name} was written by a newer Streamgauge.`,
        { hint: 'Use that version, or another folder.' },
      );
    }
    const { kind, id } = record;
    if (typeof id !== 'string') return false;
    if (kind === 'put') {
      if (!isCount(record.at) || !isCount(record.attempts) || record.job === undefined) return false;
      this.dead.delete(id);
      this.jobs.set(id, { id, text: JSON.stringify(record.job), at: record.at, attempts: record.attempts });
      return true;
    }
    if (kind === 'done') {
      this.jobs.delete(id);
      this.dead.delete(id);
      return true;
    }
    const job = this.jobs.get(id);
    if (!job) return false;
    if (kind === 'attempts' && isCount(record.attempts)) {
      this.jobs.set(id, { ...job, attempts: record.attempts });
      return true;
    }
    if (kind !== 'dead' || !isCount(record.diedAt) || !isProblem(record.problem)) return false;
    this.jobs.delete(id);
    this.dead.set(id, { ...job, problem: record.problem, diedAt: record.diedAt });
    return true;
  }
}

function header(name: string): string {
  return `${JSON.stringify({ streamgauge: 'queue', version: VERSION, name })}\n`;
}

function encode(record: JournalRecord): string {
  if (record.kind !== 'put') return `${JSON.stringify(record)}\n`;
  const { id, at, attempts, text } = record;
  return `{"kind":"put","id":${JSON.stringify(id)},"at":${at},"attempts":${attempts},"job":${text}}\n`;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, hint } = value as Record<string, unknown>;
  return (
    typeof code === 'string' &&
    typeof message === 'string' &&
    (hint === undefined || typeof hint === 'string')
  );
}
