import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { StreamgaugeError } from '@shared/errors';

/** A lock whose holder has not touched it for so long is taken over, ms: its process id may be another's by now. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;

const heldHere = new Set<string>();

/** Keeps two processes from working on one file. A lock that a killed process left behind is no hindrance. */
export class FileLock {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;

  /** @throws StreamgaugeError `queue-in-use` */
  constructor(path: string) {
    this.#path = path;
    if (heldHere.has(path) || !(create(path) || (isLeftBehind(path) && replace(path)))) {
      throw new StreamgaugeError(
        'queue-in-use',
        `Another consumer works on ${path.replace(/\.lock$/u, '')}.`,
        {
          hint: `End it first. If there is none, delete ${path}.`,
        },
      );
    }
    heldHere.add(path);
    this.#timer = setInterval(() => this.#touch(), TOUCH_MS);
    this.#timer.unref();
  }

  release(): void {
    clearInterval(this.#timer);
    heldHere.delete(this.#path);
    rmSync(this.#path, { force: true });
  }

  #touch(): void {
    const now = new Date();
    try {
      utimesSync(this.#path, now, now);
    } catch {
      // Somebody deleted the lock. The work goes on; nobody else was told that it ended.
    }
  }
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function replace(path: string): boolean {
  rmSync(path, { force: true });
  return create(path);
}

function isLeftBehind(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
    const pid = Number(readFileSync(path, 'utf8'));
    // In a container every life of the process has the same id. An unfinished lock is a killed process's, too.
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ESRCH' || code === 'ENOENT';
  }
}
