import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Of a folder that somebody else can write to, a link must not lead the lines elsewhere. Windows has no such flag. */
const FLAGS =
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_WRONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

export interface LogFileOptions {
  /** Its folder is made when it is missing. Older files are `name.1.log` to `name.4.log`, 1 the newest. */
  readonly path: string;
  /** Put aside when it is longer than this; default 2 MiB. */
  readonly maxBytes?: number;
  /** The one that is written, and older ones; default 5. */
  readonly files?: number;
  /** Most characters that wait to be written; default 1 Mi. */
  readonly maxWaiting?: number;
}

/** Lines at the end of a file that is bounded, written in the background. Never throws: what cannot be kept is counted. */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #files: number;
  readonly #maxWaiting: number;
  #waiting: string[] = [];
  #waitingSize = 0;
  #writing: Promise<void> | null = null;
  #dropped = 0;

  constructor({ path, maxBytes = 2 * 1024 * 1024, files = 5, maxWaiting = 1024 * 1024 }: LogFileOptions) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#files = files;
    this.#maxWaiting = maxWaiting;
  }

  /** Its own path and those of the older files, newest first, whether they exist or not. */
  get paths(): string[] {
    return Array.from({ length: this.#files }, (_, age) => this.#older(age));
  }

  /** How many lines could not be kept since this was asked last. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** @param line without its line end */
  append(line: string): void {
    if (this.#waitingSize + line.length > this.#maxWaiting) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(`${line}\n`);
    this.#waitingSize += line.length + 1;
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  /** Resolves when what waits is written, or could not be. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Writes what waits at once: for the last moment of the process. */
  flushNow(): void {
    const lines = this.#take();
    if (lines.length === 0) return;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
      const file = openSync(this.path, FLAGS, MODE);
      try {
        writeSync(file, lines.join(''));
      } finally {
        closeSync(file);
      }
    } catch {
      this.#dropped += lines.length;
    }
  }

  async #write(): Promise<void> {
    // What else is logged in this turn goes with it.
    await new Promise((next) => setImmediate(next));
    for (let lines = this.#take(); lines.length > 0; lines = this.#take()) {
      try {
        await this.#append(lines.join(''));
      } catch {
        this.#dropped += lines.length;
      }
    }
  }

  #take(): string[] {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#waitingSize = 0;
    return lines;
  }

  async #append(text: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
    const handle = await open(this.path, FLAGS, MODE);
    let size: number;
    try {
      await handle.appendFile(text);
      ({ size } = await handle.stat());
    } finally {
      await handle.close();
    }
    if (size >= this.#maxBytes) await this.#putAside();
  }

  async #putAside(): Promise<void> {
    await rm(this.#older(this.#files - 1), { force: true });
    for (let age = this.#files - 2; age >= 0; age--) {
      try {
        await rename(this.#older(age), this.#older(age + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  #older(age: number): string {
    return age === 0 ? this.path : this.path.replace(/\.log$/u, `.${age}.log`);
  }
}
