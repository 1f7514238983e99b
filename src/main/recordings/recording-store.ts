import { lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { MAX_RECORDINGS, type Recording } from '@shared/recording';
import { fileFault } from '@shared/file-fault';
import { emptyReport, readEvents, type ReadReport } from './read-events';
import { cleanName } from './recorded-event';
import { Recorder } from './recorder';
import { readIndex, writeIndex, type IndexEntry } from './recording-index';

export interface RecordingStoreOptions {
  readonly folder: string;
  /** How long a removed recording can be had back, ms. Default 12 000. */
  readonly keepRemovedMs?: number;
  /** Largest file, recorded or imported, bytes. Default 256 MiB. */
  readonly maxBytes?: number;
  readonly now?: () => number;
}

export interface ImportResult {
  readonly recording: Recording;
  /** What was left out, as a problem to show; null when nothing was. */
  readonly leftOut: { readonly badLines: number; readonly dropped: number } | null;
}

const ENDING = '.ndjson';
/** Files that are no recordings yet, or any more. The dot keeps them out of the list. */
const REMOVED = '.removed-';
const IMPORTING = '.importing-';
const MAX_ID_LENGTH = 128;

/**
 * A folder of recordings, one file each. Names are shown to people and never become paths: ids are made here, and one
 * that comes from outside is only ever looked up.
 */
export class RecordingStore {
  readonly #folder: string;
  readonly #keepRemovedMs: number;
  readonly #maxBytes: number | undefined;
  readonly #now: () => number;
  readonly #entries = new Map<string, IndexEntry>();
  readonly #removed = new Map<string, { readonly entry: IndexEntry; readonly timer: NodeJS.Timeout }>();
  /** Ids of files that are being written. */
  readonly #taken = new Set<string>();
  #saving: Promise<void> = Promise.resolve();

  constructor(options: RecordingStoreOptions) {
    this.#folder = options.folder;
    this.#keepRemovedMs = options.keepRemovedMs ?? 12_000;
    this.#maxBytes = options.maxBytes;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Finds out what the folder holds, making it when it is not there. Files that are new or have changed are read through.
   * @throws StreamgaugeError `recordings-folder` when it cannot be used
   */
  async open(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const known = await readIndex(this.#indexPath);
      // Ids begin with their date: the newest first.
      const names = (await readdir(this.#folder)).sort().reverse();
      for (const name of names) {
        if (name.startsWith(REMOVED) || name.startsWith(IMPORTING)) {
          await rm(join(this.#folder, name), { force: true });
          continue;
        }
        const id = name.slice(0, -ENDING.length);
        if (!name.endsWith(ENDING) || name.startsWith('.') || id.length > MAX_ID_LENGTH) continue;
        if (this.#entries.size >= MAX_RECORDINGS) continue;
        const entry = await this.#look(id, known.get(id));
        if (entry) this.#entries.set(id, entry);
      }
    } catch (cause) {
      throw new StreamgaugeError(
        'recordings-folder',
        `The folder of recordings cannot be used (${fileFault(cause)}).`,
        { hint: `Check that ${this.#folder} is a folder that can be written.`, cause },
      );
    }
    await this.#save();
  }

  /** Newest first, at most `MAX_RECORDINGS`. */
  list(): Recording[] {
    return [...this.#entries.values()]
      .sort((a, b) => b.recordedAt - a.recordedAt || (a.id < b.id ? 1 : -1))
      .slice(0, MAX_RECORDINGS)
      .map(({ mtimeMs: _, ...recording }) => recording);
  }

  /**
   * The file of a recording.
   * @throws StreamgaugeError `no-such-recording`
   */
  pathOf(id: string): string {
    return this.#path(this.#entry(id).id);
  }

  /**
   * Begins a new file. `finish` closes it and adds it to the list, or deletes it when it holds no event (then null).
   * @throws StreamgaugeError `too-many-recordings`, `recording-not-written`
   */
  async record(
    name: string,
    onProblem: (problem: StreamgaugeError) => void,
  ): Promise<{ recorder: Recorder; finish: () => Promise<Recording | null> }> {
    const recordedAt = this.#now();
    const header = { name: cleanName(name), recordedAt };
    const id = this.#newId(header.name, recordedAt);
    try {
      const recorder = await Recorder.start(this.#path(id), header, { ...this.#bounds(), onProblem });
      return { recorder, finish: () => this.#finish(id, recorder, header) };
    } catch (error) {
      this.#taken.delete(id);
      throw error;
    }
  }

  /**
   * Reads a file of any format that `readEvents` knows into a recording of its own.
   * @throws StreamgaugeError `too-many-recordings`, `recording-empty`, and what `readEvents` and `Recorder` throw
   */
  async importFile(path: string, signal?: AbortSignal): Promise<ImportResult> {
    const report = emptyReport();
    const name = cleanName(basename(path, extname(path)));
    const id = this.#newId(name, this.#now());
    const temporary = join(this.#folder, `${IMPORTING}${id}`);
    try {
      const { recorder, header } = await this.#copy(path, temporary, name, report, signal);
      await rename(temporary, this.#path(id));
      const entry = await this.#add(id, recorder, header);
      const { mtimeMs: _, ...recording } = entry;
      const leftOut = { badLines: report.badLines, dropped: recorder.dropped };
      return { recording, leftOut: leftOut.badLines + leftOut.dropped > 0 ? leftOut : null };
    } finally {
      this.#taken.delete(id);
      await rm(temporary, { force: true });
    }
  }

  /** @throws StreamgaugeError `no-such-recording` */
  async rename(id: string, name: string): Promise<void> {
    this.#entries.set(id, { ...this.#entry(id), name: cleanName(name) });
    await this.#save();
  }

  /**
   * Takes a recording off the list. It can be restored for a while.
   * @throws StreamgaugeError `no-such-recording`, `recording-not-removed`
   */
  async remove(id: string): Promise<void> {
    const entry = this.#entry(id);
    try {
      await rename(this.#path(id), this.#removedPath(id));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
        const message = `“${entry.name}” cannot be removed (${fileFault(cause)}).`;
        throw new StreamgaugeError('recording-not-removed', message, { cause });
      }
    }
    this.#entries.delete(id);
    const timer = setTimeout(() => void this.#forget(id), this.#keepRemovedMs);
    timer.unref();
    this.#removed.set(id, { entry, timer });
    await this.#save();
  }

  /**
   * Puts a removed recording back.
   * @throws StreamgaugeError `no-such-recording` when it is gone for good
   */
  async restore(id: string): Promise<void> {
    const removed = this.#removed.get(id);
    if (!removed) throw noSuch(id);
    clearTimeout(removed.timer);
    this.#removed.delete(id);
    try {
      await rename(this.#removedPath(id), this.#path(id));
    } catch {
      throw noSuch(removed.entry.name);
    }
    this.#entries.set(id, removed.entry);
    await this.#save();
  }

  /** Lets removed recordings go for good. */
  async close(): Promise<void> {
    for (const [id, { timer }] of this.#removed) {
      clearTimeout(timer);
      await this.#forget(id);
    }
    await this.#saving;
  }

  get #indexPath(): string {
    return join(this.#folder, 'index.json');
  }

  #path(id: string): string {
    return join(this.#folder, `${id}${ENDING}`);
  }

  #removedPath(id: string): string {
    return join(this.#folder, `${REMOVED}${id}`);
  }

  #bounds(): { maxBytes?: number } {
    return this.#maxBytes === undefined ? {} : { maxBytes: this.#maxBytes };
  }

  #entry(id: string): IndexEntry {
    const entry = this.#entries.get(id);
    if (!entry) throw noSuch(id);
    return entry;
  }

  async #finish(
    id: string,
    recorder: Recorder,
    header: { name: string; recordedAt: number },
  ): Promise<Recording | null> {
    // What was written before a failure is worth keeping: the caller was told of it already.
    await recorder.stop().catch(() => undefined);
    this.#taken.delete(id);
    if (recorder.events === 0) {
      await rm(this.#path(id), { force: true });
      return null;
    }
    const { mtimeMs: _, ...recording } = await this.#add(id, recorder, header);
    return recording;
  }

  async #add(
    id: string,
    { durationMs, events }: Recorder,
    header: { name: string; recordedAt: number },
  ): Promise<IndexEntry> {
    const { size, mtimeMs } = await stat(this.#path(id));
    const entry: IndexEntry = { id, ...header, durationMs, events, bytes: size, mtimeMs };
    this.#entries.set(id, entry);
    await this.#save();
    return entry;
  }

  async #copy(
    from: string,
    to: string,
    name: string,
    report: ReadReport,
    signal: AbortSignal | undefined,
  ): Promise<{ recorder: Recorder; header: { name: string; recordedAt: number } }> {
    const events = readEvents(from, report);
    // The header is known once the first event is.
    let next = await events.next();
    if (next.done) {
      throw new StreamgaugeError('recording-empty', `${from} holds no events.`, {
        hint: 'Give a recording, the output of streamgauge tail, a captured event stream or a text file.',
      });
    }
    const header = report.header ?? { name, recordedAt: (await stat(from)).mtimeMs };
    const recorder = await Recorder.start(to, header, this.#bounds()).catch(async (error: unknown) => {
      await events.return();
      throw error;
    });
    try {
      for (; !next.done; next = await events.next()) {
        signal?.throwIfAborted();
        recorder.add(next.value);
        // The rest of a file that is far too large is not read just to count it.
        if (recorder.full || recorder.failure) break;
        await recorder.room();
      }
    } finally {
      await events.return();
      await recorder.stop();
    }
    return { recorder, header };
  }

  /** The entry of a file: the known one when the file is as it was. Null for what is no recording. */
  async #look(id: string, known: IndexEntry | undefined): Promise<IndexEntry | null> {
    const info = await lstat(this.#path(id)).catch(() => null);
    if (!info?.isFile()) return null;
    if (known && known.bytes === info.size && known.mtimeMs === info.mtimeMs) return known;
    const report = emptyReport();
    let durationMs = 0;
    try {
      for await (const event of readEvents(this.#path(id), report)) durationMs = event.t;
    } catch {
      return null;
    }
    if (report.events === 0) return null;
    const { name, recordedAt } = report.header ?? { name: cleanName(id), recordedAt: info.mtimeMs };
    return {
      id,
      // A name that was given later is kept in the index only.
      name: known?.name ?? name,
      recordedAt,
      durationMs,
      events: report.events,
      bytes: info.size,
      mtimeMs: info.mtimeMs,
    };
  }

  /** `2026-11-21-101500-orders-eu`, with a number after it when there is one already. */
  #newId(name: string, at: number): string {
    if (this.#entries.size + this.#taken.size >= MAX_RECORDINGS) {
      throw new StreamgaugeError('too-many-recordings', `There are ${MAX_RECORDINGS} recordings already.`, {
        hint: 'Remove some that you do not need any more.',
      });
    }
    const time = new Date(at).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    const slug = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, '-')
      .slice(0, 48)
      .replace(/^-|-$/gu, '');
    const base = slug === '' ? time : `${time}-${slug}`;
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}-${n}`;
      if (this.#entries.has(id) || this.#taken.has(id) || this.#removed.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
  }

  async #forget(id: string): Promise<void> {
    this.#removed.delete(id);
    await rm(this.#removedPath(id), { force: true }).catch(() => undefined);
  }

  /** A cache that cannot be written costs a reading of the files at the next start, and the names given since. */
  #save(): Promise<void> {
    this.#saving = this.#saving
      .then(() => writeIndex(this.#indexPath, [...this.#entries.values()]))
      .catch(() => undefined);
    return this.#saving;
  }
}

function noSuch(id: string): StreamgaugeError {
  return new StreamgaugeError('no-such-recording', `There is no recording “${cleanName(id)}” any more.`);
}
