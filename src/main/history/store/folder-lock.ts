import fs from 'node:fs';
import path from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';

/** A lock that was not renewed for this long belongs to nobody, ms: its process number may be someone else's by now. */
const STALE_MS = 10_000;

/** Keeps other processes from writing to the same history. */
export class FolderLock {
  readonly #file: string;

  /** Takes the lock. Throws `history-in-use` when another process that is alive has it. */
  constructor(folder: string) {
    this.#file = path.join(folder, 'lock');
    if (this.#take()) return;
    const owner = this.#owner();
    if (owner !== null && owner !== process.pid) throw inUse(folder, phrase(`process ${owner}`));
    // Left behind by one that was killed.
    fs.rmSync(this.#file, { force: true });
    if (!this.#take()) throw inUse(folder, phrase('another process'));
  }

  /** Makes the file; false when it is there. Throws what the system throws. */
  #take(): boolean {
    let fd: number;
    try {
      fd = fs.openSync(this.#file, 'wx');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
    try {
      fs.writeSync(fd, String(process.pid));
    } catch {
      // A full disk: without a number the lock holds nobody off, but what is stored can be read and room can be made.
    } finally {
      fs.closeSync(fd);
    }
    return true;
  }

  /** To be called every few seconds while the history is open. */
  renew(): void {
    const now = new Date();
    // A failure shows when records are written to the same folder.
    fs.utimes(this.#file, now, now, () => undefined);
  }

  release(): void {
    fs.rmSync(this.#file, { force: true });
  }

  #owner(): number | null {
    try {
      if (fs.statSync(this.#file).mtimeMs < Date.now() - STALE_MS) return null;
      const pid = Number(fs.readFileSync(this.#file, 'utf8'));
      return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
    } catch {
      return null;
    }
  }
}

/** Says which folder is used by whom. */
export function inUse(folder: string, owner: string): StreamgaugeError {
  return new StreamgaugeError('history-in-use', `The history in ${folder} is in use by ${owner}.`, {
    hint: 'Only one program at a time can write to a history. End the other one, or give this one a folder of its own.',
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another person can be seen, but not signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
