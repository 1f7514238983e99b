import { join } from 'node:path';
import { JsonFile, type JsonFormat } from './json-file';
import type { NoticeSink } from './notice-sink';
import { isJsonObject, type JsonObject } from './read-json';

/** What was learnt of one source; `value` is for src/main/shapes to judge. */
export interface StoredShapes {
  readonly id: string;
  readonly value: JsonObject;
}

const MAX_SOURCES = 200;

const FORMAT: JsonFormat<readonly StoredShapes[]> = {
  version: 1,
  initial: () => [],
  read: (document) => {
    const list = document['sources'];
    if (!Array.isArray(list)) throw new Error('it has no list of sources');
    const stored = (list as unknown[]).flatMap((each) =>
      isJsonObject(each) && typeof each['id'] === 'string' ? [{ id: each['id'], value: each }] : [],
    );
    return { value: stored.slice(0, MAX_SOURCES), problems: [] };
  },
  write: (sources) => ({ sources: sources.map(({ value }) => value) }),
};

/** The shapes that were learnt, kept in shapes.json. */
export class ShapeStore {
  readonly #file: JsonFile<readonly StoredShapes[]>;
  #value: readonly StoredShapes[];

  private constructor(file: JsonFile<readonly StoredShapes[]>, value: readonly StoredShapes[]) {
    this.#file = file;
    this.#value = value;
  }

  /** Never throws: a bad file is set aside and reported as a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<ShapeStore> {
    const file = new JsonFile(join(folder, 'shapes.json'), FORMAT, notices);
    return new ShapeStore(file, await file.load());
  }

  /** As they were when the app was started; they are held in memory until this is asked once. */
  takeStored(): readonly StoredShapes[] {
    const value = this.#value;
    this.#value = [];
    return value;
  }

  save(sources: readonly StoredShapes[]): void {
    this.#file.save(sources.slice(0, MAX_SOURCES));
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }
}
