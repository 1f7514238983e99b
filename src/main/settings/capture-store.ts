import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { CAPTURE_PREFIX, CAPTURE_TIMES, MAX_CAPTURES, type Capture } from '@shared/history';
import { cutText } from '@shared/text';
import * as v from 'valibot';
import { JsonFile, type JsonFormat } from './json-file';
import type { NoticeSink } from './notice-sink';
import { isJsonObject, type JsonObject } from './read-json';
import { cleanName, freeName } from './source-draft';

const MAX_NAME = 80;
/** With the number that makes it a free one. */
const MAX_STORED_NAME = MAX_NAME + 8;
/** Sentences that are kept of a capture: a few of each kind, which whoever adds them sees to. */
const MAX_PROBLEMS = 40;
/** Endings that say how a file is written, not what is in it. */
const ENDING = /(?:\.(?:ndjson|jsonl|json|sse|har|txt|log|stream))?(?:\.gz)?$/iu;
const BROKEN_OFF =
  'The app ended while the file was read: what was read until then is kept. Open the file again for the rest.';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const storedCapture = v.object({
  id: v.pipe(v.string(), v.regex(/^capture-[A-Za-z0-9_-]{1,56}$/u)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_STORED_NAME)),
  file: v.pipe(v.string(), v.maxLength(1_024)),
  format: v.pipe(v.string(), v.maxLength(32)),
  importedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
  events: count,
  bytes: count,
  times: v.optional(v.picklist(CAPTURE_TIMES), 'arrival'),
  problems: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(2_000))), v.maxLength(MAX_PROBLEMS + 1)),
    [],
  ),
  /** Still being read. */
  unfinished: v.optional(v.boolean(), false),
});

interface Entry {
  readonly capture: Capture;
  readonly unfinished: boolean;
}

interface Stored {
  readonly entries: readonly Entry[];
  /** Captures that were removed, whose events may still be in the history. */
  readonly removed: readonly string[];
}

/** What is told of a capture while its file is read. */
export type CaptureCounts = Pick<Capture, 'events' | 'bytes' | 'times'>;

export function newCaptureId(): string {
  return `${CAPTURE_PREFIX}${randomBytes(8).toString('hex')}`;
}

/** The files that were read into the history, kept in captures.json; their events lie in the history itself. */
export class CaptureStore {
  readonly #file: JsonFile<Stored>;
  #entries: readonly Entry[];
  /** Where they were in the list; with their events until `forgotten`. */
  readonly #removed = new Map<string, { readonly entry: Entry; readonly index: number } | null>();

  private constructor(file: JsonFile<Stored>, stored: Stored) {
    this.#file = file;
    this.#entries = stored.entries.map(brokenOff);
    for (const id of stored.removed) this.#removed.set(id, null);
    if (stored.entries.some(({ unfinished }) => unfinished)) this.#save();
  }

  /** Never throws: a bad file is set aside and reported as a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<CaptureStore> {
    const file = new JsonFile(join(folder, 'captures.json'), FORMAT, notices);
    return new CaptureStore(file, await file.load());
  }

  list(): readonly Capture[] {
    return this.#entries.map(({ capture }) => capture);
  }

  get(id: string): Capture | null {
    return this.#entries.find(({ capture }) => capture.id === id)?.capture ?? null;
  }

  /** Captures that were removed and whose events are to be deleted. */
  get toForget(): readonly string[] {
    return [...this.#removed.keys()];
  }

  /**
   * A new capture, still empty, with a free name made of the file's.
   * @param id of `newCaptureId`
   * @throws StreamgaugeError `too-many-captures`
   */
  add(id: string, file: string, format: string, importedAt: number): Capture {
    this.assertRoom();
    const shownFile = cutText(cleanName(file), MAX_NAME * 3) || 'file';
    const name = cutText(cleanName(shownFile.replace(ENDING, '')), MAX_NAME) || shownFile;
    const capture: Capture = {
      id,
      name: this.#freeName(name, null),
      file: shownFile,
      format,
      importedAt,
      events: 0,
      bytes: 0,
      times: 'arrival',
      problems: [],
    };
    this.#entries = [...this.#entries, { capture, unfinished: true }];
    this.#save();
    return capture;
  }

  /** @throws StreamgaugeError `too-many-captures` */
  assertRoom(): void {
    if (this.#entries.length < MAX_CAPTURES) return;
    throw new StreamgaugeError('too-many-captures', `There are ${MAX_CAPTURES} captures already.`, {
      hint: 'Delete one that you need no longer.',
    });
  }

  /** Tells how far the reading is. @param save whether it should be on disk soon: each time costs two synced files */
  progress(id: string, counts: CaptureCounts, save = false): void {
    this.#change(id, (entry) => ({ ...entry, capture: { ...entry.capture, ...counts } }));
    if (save) this.#save();
  }

  /** The file was read, as far as it will be. */
  finish(id: string, counts: CaptureCounts, problems: readonly string[]): void {
    this.#change(id, ({ capture }) => ({
      capture: { ...capture, ...counts, problems: problems.slice(0, MAX_PROBLEMS) },
      unfinished: false,
    }));
    this.#save();
  }

  /** @throws StreamgaugeError `no-such-capture` */
  rename(id: string, name: string): void {
    const clean = cutText(cleanName(name), MAX_NAME);
    const { capture } = this.#need(id);
    if (clean === '' || clean === capture.name) return;
    const free = this.#freeName(clean, id);
    this.#change(id, (entry) => ({ ...entry, capture: { ...entry.capture, name: free } }));
    this.#save();
  }

  /**
   * Takes a capture off the list; it can be restored until `forgotten`.
   * @throws StreamgaugeError `no-such-capture`
   */
  remove(id: string): void {
    const entry = this.#need(id);
    this.#removed.set(id, { entry, index: this.#entries.indexOf(entry) });
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#save();
  }

  /** @throws StreamgaugeError `no-such-capture` when it is not kept any more */
  restore(id: string): void {
    const removed = this.#removed.get(id);
    if (!removed) throw noSuch('The removed capture is not kept any more.');
    this.assertRoom();
    this.#removed.delete(id);
    const { entry, index } = removed;
    const name = this.#freeName(entry.capture.name, id);
    const back = { ...entry, capture: { ...entry.capture, name } };
    this.#entries = [...this.#entries.slice(0, index), back, ...this.#entries.slice(index)];
    this.#save();
  }

  /** Nothing is left of a removed capture. */
  forgotten(id: string): void {
    if (this.#removed.delete(id)) this.#save();
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #need(id: string): Entry {
    const entry = this.#entries.find(({ capture }) => capture.id === id);
    if (!entry) throw noSuch('There is no such capture.');
    return entry;
  }

  /** One that was removed meanwhile is changed where it waits. */
  #change(id: string, change: (entry: Entry) => Entry): void {
    this.#entries = this.#entries.map((entry) => (entry.capture.id === id ? change(entry) : entry));
    const removed = this.#removed.get(id);
    if (removed) this.#removed.set(id, { ...removed, entry: change(removed.entry) });
  }

  #freeName(name: string, own: string | null): string {
    const others = this.#entries.filter(({ capture }) => capture.id !== own);
    return freeName(name, new Set(others.map(({ capture }) => capture.name)));
  }

  #save(): void {
    this.#file.save({ entries: this.#entries, removed: this.toForget });
  }
}

const FORMAT: JsonFormat<Stored> = {
  version: 1,
  initial: () => ({ entries: [], removed: [] }),
  read: readStored,
  write: ({ entries, removed }) => ({
    captures: entries.map(({ capture, unfinished }) => ({ ...capture, ...(unfinished && { unfinished }) })),
    removed,
  }),
};

function readStored(document: JsonObject): { value: Stored; problems: string[] } {
  const list = document['captures'];
  if (!Array.isArray(list)) throw new Error('it has no list of captures');
  const problems: string[] = [];
  const entries: Entry[] = [];
  for (const [index, item] of list.slice(0, MAX_CAPTURES).entries()) {
    const { success, output } = v.safeParse(storedCapture, isJsonObject(item) ? item : null);
    if (!success || entries.some(({ capture }) => capture.id === output.id)) {
      problems.push(`Capture ${index + 1} was left out.`);
      continue;
    }
    const { unfinished, ...capture } = output;
    entries.push({ capture, unfinished });
  }
  if (list.length > MAX_CAPTURES) problems.push(`There are more than ${MAX_CAPTURES} captures.`);
  const removed = Array.isArray(document['removed']) ? document['removed'] : [];
  const ids = removed.filter((id) => v.is(storedCapture.entries.id, id));
  return { value: { entries, removed: ids.slice(0, MAX_CAPTURES) as string[] }, problems };
}

function brokenOff(entry: Entry): Entry {
  if (!entry.unfinished) return entry;
  const problems = [...entry.capture.problems, BROKEN_OFF];
  return { capture: { ...entry.capture, problems }, unfinished: false };
}

function noSuch(message: string): StreamgaugeError {
  return new StreamgaugeError('no-such-capture', message, { hint: 'Open the file again.' });
}
