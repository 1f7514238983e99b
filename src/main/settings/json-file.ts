import { access, constants, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Notice } from '@shared/ipc';
import writeFileAtomic from 'write-file-atomic';
import { fileFault } from '@shared/file-fault';
import type { NoticeSink } from './notice-sink';
import { readJson, type JsonFound, type JsonObject } from './read-json';

/** How a value becomes a versioned JSON document and comes back. */
export interface JsonFormat<T> {
  /** The version that is written: 1, 2, 3… */
  readonly version: number;
  initial(): T;
  /**
   * Takes what can be used; each problem is a whole sentence that names what was left out.
   * @throws when nothing can be used
   */
  read(document: JsonObject): { value: T; problems: readonly string[] };
  write(value: T): JsonObject;
}

/** Longest time between `save` and the start of writing, ms. */
const SAVE_DELAY_MS = 100;
const MODE = 0o600;
/** Problems of a file that its notice names. */
const MOST_NAMED = 3;

/**
 * One JSON document on disk that survives crashes and bad content.
 *
 * Each save writes the file, then `<name>.bak`, each through a synced temporary file and a rename: whenever the
 * process dies, both are whole. A file that cannot be used is moved to `<name>.corrupt-<time>` and the backup is
 * taken. One written by a newer Streamgauge, or one that cannot be read, is left alone: changes then stay in
 * memory. Every such case raises a notice; nothing here throws.
 */
export class JsonFile<T> {
  readonly #path: string;
  readonly #name: string;
  readonly #format: JsonFormat<T>;
  readonly #notices: NoticeSink;
  #inMemory = false;
  #unsaved: { readonly value: T } | null = null;
  #written = '';
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(path: string, format: JsonFormat<T>, notices: NoticeSink) {
    this.#path = path;
    this.#name = basename(path);
    this.#format = format;
    this.#notices = notices;
  }

  /** The stored value, the last good one, or the initial one. */
  async load(): Promise<T> {
    await this.#prepareFolder();
    const found = await readJson(this.#path);
    const main = this.#use(found);
    if (main.value !== undefined) {
      if (main.problems.length > 0) await this.#keepPartlyUsed(main.problems, main.value.value);
      return main.value.value;
    }
    if (found.kind === 'unreadable') {
      this.#stayInMemory('error', `${this.#name} could not be read (${found.why}).`);
    }
    const aside = found.kind === 'absent' || found.kind === 'unreadable' ? null : await this.#setAside();
    const backup = this.#use(await readJson(this.#backupPath)).value;
    const value = backup ? backup.value : this.#format.initial();
    if (main.why !== null) this.#reportReplaced(main.why, aside, backup !== undefined);
    else if (found.kind === 'absent' && backup) {
      this.#raise('replaced', 'warning', `${this.#name} was missing. The last good copy is used.`);
    }
    if (backup) this.save(value);
    return value;
  }

  /** Writes soon; of several saves the last one wins. */
  save(value: T): void {
    if (this.#inMemory) return;
    this.#unsaved = { value };
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_DELAY_MS);
  }

  /** Resolves when the last saved value is on disk, or a notice says why not. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    // A write that is under way may hold an older value.
    if (this.#writing) await this.#writing;
    if (!this.#unsaved) return;
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
    await this.#writing;
  }

  get #backupPath(): string {
    return `${this.#path}.bak`;
  }

  #use(found: JsonFound): { value?: { value: T }; problems: readonly string[]; why: string | null } {
    if (found.kind === 'corrupt') return { problems: [], why: found.why };
    if (found.kind !== 'object') return { problems: [], why: null };
    const { version } = found.object;
    const newer = typeof version === 'number' && version > this.#format.version;
    try {
      const { value, problems } = this.#format.read(found.object);
      if (!newer) return { value: { value }, problems, why: null };
      this.#stayInMemory('warning', this.#isNewer(version));
      return { value: { value }, problems: [], why: null };
    } catch (error) {
      if (newer) {
        this.#stayInMemory('warning', this.#isNewer(version));
        return { value: { value: this.#format.initial() }, problems: [], why: null };
      }
      return { problems: [], why: error instanceof Error ? error.message : String(error) };
    }
  }

  async #prepareFolder(): Promise<void> {
    const folder = dirname(this.#path);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
    } catch (error) {
      this.#stayInMemory('error', `${this.#name} cannot be written (${fileFault(error)}).`);
      return;
    }
    // Temporary files of a process that was killed while it wrote.
    for (const name of await readdir(folder).catch(() => [])) {
      const left = [this.#name, `${this.#name}.bak`].some(
        (own) => name.startsWith(`${own}.`) && /^\d+$/u.test(name.slice(own.length + 1)),
      );
      if (left) await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
  }

  /** Moves the bad file away and returns its new name; null when it cannot be moved, and is not overwritten. */
  async #setAside(): Promise<string | null> {
    const folder = dirname(this.#path);
    const time = new Date().toISOString().replaceAll(':', '-');
    try {
      const taken = new Set(await readdir(folder));
      let aside = `${this.#name}.corrupt-${time}`;
      for (let n = 2; taken.has(aside); n++) aside = `${this.#name}.corrupt-${time}-${n}`;
      await rename(this.#path, join(folder, aside));
      return aside;
    } catch {
      this.#inMemory = true;
      return null;
    }
  }

  /** The file is good but for some parts: they are kept in a copy, since the next save writes without them. */
  async #keepPartlyUsed(problems: readonly string[], value: T): Promise<void> {
    const aside = await this.#setAside();
    const kept = aside ? `The file as it was is kept as ${aside}.` : 'The file is left as it is.';
    const message = [`Some of ${this.#name} could not be used.`, ...listed(problems), kept].join(' ');
    this.#raise('partly-used', 'warning', message);
    this.save(value);
  }

  #reportReplaced(why: string, aside: string | null, backup: boolean): void {
    const kept = aside
      ? `It was set aside as ${aside}.`
      : 'It could not be moved away, so changes are kept until the app quits.';
    const used = backup ? 'The last good copy is used.' : 'There is no good copy of it, so it starts anew.';
    const message = [`${this.#name} could not be used: ${why}.`, kept, used].join(' ');
    this.#raise('replaced', 'warning', message);
  }

  #isNewer(version: number): string {
    return `${this.#name} was written by a newer Streamgauge (format ${version}).`;
  }

  #stayInMemory(level: Notice['level'], what: string): void {
    this.#inMemory = true;
    const message = [what, 'It is left as it is; changes are kept until the app quits.'].join(' ');
    this.#raise('in-memory', level, message, `The file is ${this.#path}.`);
  }

  #raise(code: string, level: Notice['level'], message: string, hint?: string): void {
    this.#notices.raise({
      id: `${this.#name}:${code}`,
      code: `file-${code}`,
      level,
      message,
      ...(hint !== undefined && { hint }),
    });
  }

  async #write(): Promise<void> {
    while (this.#unsaved) {
      const { value } = this.#unsaved;
      this.#unsaved = null;
      const document = { version: this.#format.version, ...this.#format.write(value) };
      const text = `${JSON.stringify(document, null, 2)}\n`;
      if (text === this.#written) continue;
      try {
        await writeSynced(this.#path, text);
        await writeSynced(this.#backupPath, text);
      } catch (error) {
        // Kept for the next save or flush: the disk may have room again by then.
        this.#unsaved ??= { value };
        const hint = 'It is written with the next change, once there is room and permission.';
        this.#raise('not-saved', 'error', `${this.#name} could not be saved (${fileFault(error)}).`, hint);
        return;
      }
      this.#written = text;
      this.#notices.withdraw(`${this.#name}:not-saved`);
    }
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, {
    mode: MODE,
    // write-file-atomic takes a short write for a whole one: on a disk that is just full it would rename half a
    // file into place. With all bytes there before it writes the same ones, it either fails here or not at all.
    tmpfileCreated: (tmpfile) => writeFile(tmpfile, text),
  });
  // The rename itself must reach the disk. Windows cannot sync a folder and does not need to.
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function listed(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_NAMED;
  if (more <= 0) return problems;
  const rest = more === 1 ? 'One more part was left out.' : `${more} more parts were left out.`;
  return [...problems.slice(0, MOST_NAMED), rest];
}
