import { createReadStream } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { notWritten } from './not-written';

/** Bytes that wait in memory; what is more goes to a file. */
const IN_MEMORY = 64 * 1_024;

/** Text that has to wait for its turn: a little of it in memory, the rest in a file of its own. */
export class Spool {
  readonly #target: string;
  readonly #path: string;
  #waiting: string[] = [];
  #waitingLength = 0;
  #onDisk = false;

  /** @param target the file that all this is for, to be named when something is wrong */
  constructor(folder: string, number: number, target: string) {
    this.#target = target;
    this.#path = join(folder, `${number}.part`);
  }

  /**
   * Resolves when there is room for more.
   * @throws StreamgaugeError `export-not-written`
   */
  async add(text: string): Promise<void> {
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength < IN_MEMORY) return;
    await appendFile(this.#path, this.#waiting.join(''), { mode: 0o600 }).catch((cause: unknown) => {
      throw notWritten(this.#target, cause);
    });
    this.#onDisk = true;
    this.#waiting = [];
    this.#waitingLength = 0;
  }

  /** Everything, in order; afterwards its file is gone. */
  async *take(): AsyncGenerator<string | Uint8Array> {
    if (this.#onDisk) {
      for await (const piece of createReadStream(this.#path)) yield piece as Buffer;
      await rm(this.#path, { force: true });
    }
    yield this.#waiting.join('');
    this.#waiting = [];
  }
}
