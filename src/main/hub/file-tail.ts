import { constants, statSync, watch, type BigIntStats, type FSWatcher } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import { LineSplitter, type Line } from '@shared/line-splitter';

export interface FileTailOptions {
  /** May name a file that is not there yet, or in a folder that is not. */
  readonly path: string;
  /** Gets each line that was appended, without its line end. Reading goes on when a promise it returns has settled. */
  readonly onLine: (text: string) => unknown;
  /** Something is wrong: told once, and again when it went away and came back. */
  readonly onProblem?: (problem: Problem) => void;
  /** Where to begin in a file that is there already. A file that appears later is read from its start. Default `end`. */
  readonly from?: 'end' | 'start';
  /** Longer lines are cut and counted, bytes. Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** The file is looked at so often at least, ms; in between the file system tells. Default 1 000. */
  readonly pollMs?: number;
  /** Ends the tail. */
  readonly signal?: AbortSignal;
}

export interface FileTailStatus {
  readonly lines: number;
  readonly bytes: number;
  /** Lines that were too long and came cut. */
  readonly cut: number;
  /** Lines that `onLine` refused by throwing or rejecting. */
  readonly refused: number;
  readonly rotations: number;
  readonly truncations: number;
  /** The file is there and open. */
  readonly open: boolean;
}

const CHUNK_BYTES = 64 * 1_024;
/** Bytes before the position that are looked at again, to notice a file that was emptied and has grown past it. */
const ANCHOR_BYTES = 64;
/** A writer with several processes still writes to a rotated file for a moment, ms. */
const LINGER_MS = 2_000;

/**
 * Follows a file as lines are appended to it, as `tail -F` does.
 *
 * A file that is renamed and replaced is read to its end first, and for 2 s more; one that is emptied in place is read
 * from its start. A last line without an end is delivered when it ends, or when the file is rotated or emptied. Bounded:
 * 64 KiB and one line are in memory.
 * @throws StreamgaugeError `bad-option` for bounds that are no positive whole numbers
 */
export function tailFile(options: FileTailOptions): FileTail {
  return new FileTail(options);
}

export class FileTail {
  /** Resolves when the tail has ended; never rejects. */
  readonly closed: Promise<void>;
  readonly #path: string;
  readonly #options: FileTailOptions;
  readonly #maxLineBytes: number;
  readonly #pollMs: number;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  readonly #counts = { lines: 0, bytes: 0, cut: 0, refused: 0, rotations: 0, truncations: 0 };
  readonly #watchers = new Map<string, FSWatcher>();
  #file: OpenFile | null = null;
  #lingering: { readonly file: OpenFile; readonly until: number } | null = null;
  /** The file as it was when the tail began: what it held then is passed over. */
  #passOver: BigIntStats | null;
  #ended = false;
  #changed = true;
  #wake: (() => void) | null = null;
  /** Problems that stand, by code. */
  readonly #standing = new Set<string>();

  constructor(options: FileTailOptions) {
    this.#options = options;
    this.#path = resolve(options.path);
    this.#passOver = options.from === 'start' ? null : fileNow(this.#path);
    this.#maxLineBytes = positive('maxLineBytes', options.maxLineBytes ?? 1_048_576);
    this.#pollMs = positive('pollMs', options.pollMs ?? 1_000);
    const end = (): void => this.#end();
    options.signal?.addEventListener('abort', end, { once: true });
    if (options.signal?.aborted) this.#end();
    this.closed = this.#run().finally(() => options.signal?.removeEventListener('abort', end));
  }

  status(): FileTailStatus {
    return { ...this.#counts, open: this.#file !== null };
  }

  /** Ends the tail without waiting for a line that is being taken. */
  async close(): Promise<void> {
    this.#end();
    await this.closed;
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      this.#changed = false;
      try {
        await this.#watch();
        await this.#round();
        this.#withdraw('tail-failed');
      } catch (error) {
        this.#raise(this.#failure(error));
      }
      if (!this.#changed) await this.#wait(this.#lingering ? Math.min(100, this.#pollMs) : this.#pollMs);
    }
    for (const watcher of this.#watchers.values()) watcher.close();
    for (const file of [this.#lingering?.file, this.#file]) await file?.handle.close().catch(() => undefined);
    this.#file = null;
  }

  async #round(): Promise<void> {
    await this.#readLingering();
    if (!this.#file) {
      const there = await statOf(this.#path);
      if (!there) return;
      this.#file = await this.#open();
      return this.#round();
    }
    const file = this.#file;
    await this.#read(file);
    const now = await statOf(this.#path);
    // Renamed and not replaced yet, or replaced by an empty file that its writer may not know of yet.
    if (this.#ended || !now || now.size === 0n || file.is(now)) return;
    await this.#read(file);
    await this.#rest(file);
    await this.#lingering?.file.handle.close();
    this.#lingering = { file, until: Date.now() + LINGER_MS };
    this.#file = null;
    this.#counts.rotations += 1;
    this.#file = await this.#open();
    return this.#round();
  }

  async #open(): Promise<OpenFile> {
    // Without blocking: the path may be a FIFO that nobody writes to.
    const handle = await open(this.#path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat({ bigint: true });
      if (!info.isFile()) {
        throw new StreamgaugeError('tail-failed', `${this.#path} is not a regular file.`, {
          hint: 'Give the path of a log file.',
        });
      }
      const file = new OpenFile(handle, info, this.#maxLineBytes);
      const old = this.#passOver;
      this.#passOver = null;
      if (old && file.is(old)) await file.startAt(Number(old.size < info.size ? old.size : info.size));
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #readLingering(): Promise<void> {
    if (!this.#lingering) return;
    const { file, until } = this.#lingering;
    await this.#read(file);
    if (Date.now() < until) return;
    this.#lingering = null;
    await this.#rest(file);
    await file.handle.close();
  }

  /** Reads to the end as it is now. */
  async #read(file: OpenFile): Promise<void> {
    while (!this.#ended) {
      const chunk = await file.readOn(this.#buffer);
      if (chunk === 'emptied') {
        this.#counts.truncations += 1;
        await this.#rest(file);
        file.restart();
        continue;
      }
      if (chunk.length === 0) return;
      file.advance(chunk);
      this.#counts.bytes += chunk.length;
      for (const line of file.splitter.push(chunk)) {
        await this.#deliver(line);
        if (this.#ended) return;
      }
    }
  }

  /** The last line, which will not end any more. */
  async #rest(file: OpenFile): Promise<void> {
    const line = file.splitter.end();
    if (line && !this.#ended) await this.#deliver(line);
  }

  async #deliver(line: Line): Promise<void> {
    this.#counts.lines += 1;
    if (line.cut) this.#counts.cut += 1;
    try {
      const taken = this.#options.onLine(line.text);
      if (taken instanceof Promise) await this.#orEnd(taken);
      this.#withdraw('line-refused');
    } catch (error) {
      this.#counts.refused += 1;
      const message = `A line of ${this.#path} was refused: ${toProblem(error).message}`;
      this.#raise({ code: 'line-refused', message });
    }
  }

  #orEnd(taken: Promise<unknown>): Promise<void> {
    return new Promise((done, fail) => {
      this.#wake = () => this.#ended && done();
      taken.then(() => done(), fail);
    });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        done();
      };
      const timer = setTimeout(wake, ms);
      this.#wake = wake;
      if (this.#ended || this.#changed) wake();
    });
  }

  /**
   * Watches the folder of the path, and the one that a symbolic link leads to. Network mounts and containers' mounts
   * tell nothing: polling is what is relied on, watching makes it fast.
   */
  async #watch(): Promise<void> {
    const folders = new Map([[dirname(this.#path), basename(this.#path)]]);
    const real = await realpath(this.#path).catch(() => null);
    if (real !== null) folders.set(dirname(real), basename(real));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    const names = new Set([basename(this.#path), ...folders.values()]);
    for (const folder of folders.keys()) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (_, name) => {
          if (name !== null && !names.has(name)) return;
          this.#changed = true;
          this.#wake?.();
        });
        watcher.on('error', () => {
          watcher.close();
          this.#watchers.delete(folder);
        });
        this.#watchers.set(folder, watcher);
      } catch {
        // The folder is not there yet, or there are no watches left: polling finds what happens.
      }
    }
  }

  #failure(error: unknown): Problem {
    if (error instanceof StreamgaugeError) return toProblem(error);
    return {
      code: 'tail-failed',
      message: `${this.#path} cannot be read (${toProblem(error).message}).`,
      hint: 'It is tried again until it can. Check its permissions.',
    };
  }

  #raise(problem: Problem): void {
    if (this.#standing.has(problem.code)) return;
    this.#standing.add(problem.code);
    this.#options.onProblem?.(problem);
  }

  #withdraw(code: string): void {
    this.#standing.delete(code);
  }
}

/** A file with the place up to which it was read. */
class OpenFile {
  readonly handle: FileHandle;
  readonly #info: BigIntStats;
  readonly #maxLineBytes: number;
  position = 0;
  splitter: LineSplitter;
  /** The bytes right before `position`. */
  #anchor: Buffer = Buffer.alloc(0);

  constructor(handle: FileHandle, info: BigIntStats, maxLineBytes: number) {
    this.handle = handle;
    this.#info = info;
    this.#maxLineBytes = maxLineBytes;
    this.splitter = new LineSplitter(maxLineBytes);
  }

  is(other: BigIntStats): boolean {
    return this.#info.ino === other.ino && this.#info.dev === other.dev;
  }

  async startAt(position: number): Promise<void> {
    this.position = position;
    this.splitter = new LineSplitter(this.#maxLineBytes, { atStart: position === 0 });
    this.#anchor = await this.#bytesBefore(Math.min(ANCHOR_BYTES, position));
  }

  advance(chunk: Buffer): void {
    this.position += chunk.length;
    const kept = Buffer.concat([this.#anchor, chunk.subarray(-ANCHOR_BYTES)]);
    this.#anchor = Buffer.from(kept.subarray(-ANCHOR_BYTES));
  }

  /**
   * What follows, at most what the buffer holds; empty at the end. In one read with the bytes before it, so that a file that is
   * emptied and grows past its place between two looks is not taken for the old one.
   */
  async readOn(buffer: Buffer): Promise<Buffer | 'emptied'> {
    const known = this.#anchor.length;
    const { bytesRead } = await this.handle.read(buffer, 0, CHUNK_BYTES, this.position - known);
    if (!buffer.subarray(0, Math.min(known, bytesRead)).equals(this.#anchor)) return 'emptied';
    return buffer.subarray(known, bytesRead);
  }

  restart(): void {
    this.position = 0;
    this.#anchor = Buffer.alloc(0);
    this.splitter = new LineSplitter(this.#maxLineBytes);
  }

  async #bytesBefore(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.handle.read(bytes, 0, length, this.position - length);
    return bytes.subarray(0, bytesRead);
  }
}

function fileNow(path: string): BigIntStats | null {
  try {
    const info = statSync(path, { bigint: true });
    return info.isFile() ? info : null;
  } catch {
    return null;
  }
}

async function statOf(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0 && value <= 2_147_483_647) return value;
  throw new StreamgaugeError('bad-option', `The option ${name} of the file tail is out of its range.`, {
    hint: 'Use a whole number from 1 to 2147483647.',
  });
}
