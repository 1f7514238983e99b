import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same pid; empty where the system does not say. */
  readonly started: string;
  readonly token: string;
}

const NAME = 'lock';
/** How often the holder shows that it lives, ms. */
const TOUCH_MS = 2_000;
/** A lock of another machine (or container) that has not been touched for so long is given up; ms. */
const STALE_MS = 15_000;
/** Folders that this process holds: its own pid in a lock is otherwise that of an earlier life in a container. */
const held = new Set<string>();

/**
 * Keeps two hubs from writing one folder. The lock of a dead process on this machine is taken over at once; one from
 * elsewhere, whose process cannot be asked for, when it has not been touched for 15 s. Should two take it over in the
 * same moment, the one that finds another's lock within 2 s stops.
 */
export class JournalLock {
  readonly #folder: string;
  readonly #path: string;
  readonly #token: string;
  readonly #timer: NodeJS.Timeout;
  #released = false;

  private constructor(folder: string, token: string, onLost: () => void) {
    this.#folder = folder;
    this.#path = join(folder, NAME);
    this.#token = token;
    this.#timer = setInterval(() => void this.#touch(onLost), TOUCH_MS).unref();
  }

  /**
   * @param onLost called once when another has taken the folder
   * @throws StreamgaugeError `journal-in-use`
   */
  static async acquire(folder: string, onLost: () => void): Promise<JournalLock> {
    if (held.has(folder)) throw inUse(folder, process.pid);
    held.add(folder);
    try {
      const token = randomBytes(8).toString('hex');
      await take(folder, token);
      return new JournalLock(folder, token, onLost);
    } catch (error) {
      held.delete(folder);
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#timer);
    held.delete(this.#folder);
    if ((await readOwner(this.#path))?.token === this.#token) await unlink(this.#path).catch(() => undefined);
  }

  async #touch(onLost: () => void): Promise<void> {
    const owner = await readOwner(this.#path).catch(() => null);
    if (this.#released) return;
    if (owner?.token === this.#token) {
      const now = new Date();
      // A disk that cannot be written is told of elsewhere.
      await utimes(this.#path, now, now).catch(() => undefined);
      return;
    }
    // Unreadable for a moment is not lost; another's name in it is.
    if (!owner) return;
    clearInterval(this.#timer);
    onLost();
  }
}

async function take(folder: string, token: string): Promise<void> {
  const path = join(folder, NAME);
  const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid), token };
  // Each further round means that somebody else took or left the lock meanwhile.
  for (let round = 0; round < 5; round++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(JSON.stringify(owner)).finally(() => handle.close());
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = await readOwner(path);
    const touchedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (touchedAt === null) continue;
    if (!isStale(other, touchedAt)) throw inUse(folder, other?.pid);
    await setAside(path, other);
  }
  throw inUse(folder, undefined);
}

/** Removes a stale lock, unless it has meanwhile become another's. */
async function setAside(path: string, stale: Owner | null): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readOwner(aside);
  if (moved && moved.token !== stale?.token) await rename(aside, path);
  else await unlink(aside).catch(() => undefined);
}

function isStale(owner: Owner | null, touchedAt: number): boolean {
  const untouched = Date.now() - touchedAt > STALE_MS;
  if (!owner || owner.host !== hostname()) return untouched;
  // Our own pid, in a folder that this process does not hold: an earlier life in a container.
  if (owner.pid === process.pid) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const started = startOf(owner.pid);
  return started !== '' && owner.started !== '' && started !== owner.started;
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner> | null;
    const { pid, host, started, token } = value ?? {};
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
    if (typeof host !== 'string' || typeof started !== 'string' || typeof token !== 'string') return null;
    return { pid, host, started, token };
  } catch {
    return null;
  }
}

/** When a process was started, as the kernel counts it (proc(5): the 22nd field of `stat`), with the boot it was in. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

function inUse(folder: string, pid: number | undefined): StreamgaugeError {
  const message =
    pid === undefined
      ? `Another hub already keeps its log in ${folder}.`
      : pid === process.pid
        ? `This process already keeps its log in ${folder}.`
        : `Process ${pid} already keeps its log in ${folder}.`;
  return new StreamgaugeError('journal-in-use', message, {
    hint: 'Stop it, or give each hub a folder of its own. The lock of a machine that died is given up after 15 s.',
  });
}
