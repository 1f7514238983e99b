import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MAX_SOURCES } from '@shared/source';
import * as v from 'valibot';
import { JsonFile } from './json-file';
import type { NoticeSink } from './notice-sink';
import { isJsonObject, type JsonObject } from './read-json';

/** Longest id that is kept, UTF-16 units: a longer one is never sent. */
const MAX_ID_LENGTH = 1_024;

const storedPoint = v.object({
  /** Fingerprint of the address: the address itself may hold a secret. */
  at: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/u)),
  lastEventId: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID_LENGTH)),
});
type Point = v.InferOutput<typeof storedPoint>;
type Points = ReadonlyMap<string, Point>;

/** Where a source stands. */
export interface Position {
  readonly id: string;
  /** An id means nothing at another address. */
  readonly url: string;
  /** `''` for none. */
  readonly lastEventId: string;
}

/** The last event id of each source, kept in resume-points.json, so that streams go on after a restart. */
export class ResumePoints {
  readonly #file: JsonFile<Points>;
  readonly #points: Map<string, Point>;

  private constructor(file: JsonFile<Points>, points: Points) {
    this.#file = file;
    this.#points = new Map(points);
  }

  /** Never throws: a bad file is set aside, with a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<ResumePoints> {
    const file = new JsonFile<Points>(
      join(folder, 'resume-points.json'),
      { version: 1, initial: () => new Map(), read: readPoints, write: writePoints },
      notices,
    );
    return new ResumePoints(file, await file.load());
  }

  /** Where the source stood when it was last at this address; `''` when that is not known. */
  find(id: string, url: string): string {
    const point = this.#points.get(id);
    return point?.at === fingerprint(url) ? point.lastEventId : '';
  }

  /** Takes where sources stand now. One write for all of them, none when nothing has changed. */
  keep(positions: Iterable<Position>): void {
    let changed = false;
    for (const { id, url, lastEventId } of positions) {
      if (lastEventId === '' || lastEventId.length > MAX_ID_LENGTH) {
        changed = this.#points.delete(id) || changed;
        continue;
      }
      const at = fingerprint(url);
      const before = this.#points.get(id);
      if (before?.lastEventId === lastEventId && before.at === at) continue;
      if (!before && this.#points.size >= MAX_SOURCES * 2) continue;
      this.#points.set(id, { at, lastEventId });
      changed = true;
    }
    if (changed) this.#save();
  }

  /** The source is gone for good. */
  forget(id: string): void {
    if (this.#points.delete(id)) this.#save();
  }

  /** Lets go of every source but these. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of [...this.#points.keys()]) if (!ids.has(id)) this.forget(id);
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #save(): void {
    this.#file.save(new Map(this.#points));
  }
}

function readPoints(document: JsonObject): { value: Points; problems: string[] } {
  const { points } = document;
  if (!isJsonObject(points)) throw new Error('it has no list of positions');
  const value = new Map<string, Point>();
  let leftOut = 0;
  for (const [id, item] of Object.entries(points).slice(0, MAX_SOURCES * 2)) {
    const read = v.safeParse(storedPoint, item);
    if (read.success) value.set(id, read.output);
    else leftOut += 1;
  }
  return { value, problems: leftOut === 0 ? [] : [positionsLeftOut(leftOut)] };
}

function positionsLeftOut(count: number): string {
  return count === 1
    ? 'The position in the stream of one source was left out.'
    : `The positions in the streams of ${count} sources were left out.`;
}

function writePoints(points: Points): JsonObject {
  return { points: Object.fromEntries(points) };
}

function fingerprint(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16);
}
