import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { attachedSchemaDraft, type AttachedSchemaDraft } from '@shared/shape';
import * as v from 'valibot';
import { JsonFile, type JsonFormat } from './json-file';
import type { NoticeSink } from './notice-sink';

/** All documents together, in UTF-16 code units. */
const MAX_TEXT = 16 * 1024 * 1024;

const FORMAT: JsonFormat<readonly AttachedSchemaDraft[]> = {
  version: 1,
  initial: () => [],
  read: (document) => {
    const list = document['schemas'];
    if (!Array.isArray(list)) throw new Error('it has no list of schemas');
    const value: AttachedSchemaDraft[] = [];
    const problems: string[] = [];
    let room = MAX_TEXT;
    for (const [index, item] of (list as unknown[]).entries()) {
      const read = v.safeParse(attachedSchemaDraft, item);
      const taken = read.success && value.some(({ sourceId }) => sourceId === read.output.sourceId);
      if (!read.success || taken || read.output.text.length > room)
        problems.push(`Schema ${index + 1} was left out.`);
      else {
        room -= read.output.text.length;
        value.push(read.output);
      }
    }
    return { value, problems };
  },
  write: (schemas) => ({ schemas }),
};

/** The schema documents that are attached to sources, kept in schemas.json. */
export class SchemaStore {
  readonly #file: JsonFile<readonly AttachedSchemaDraft[]>;
  #value: readonly AttachedSchemaDraft[];

  private constructor(file: JsonFile<readonly AttachedSchemaDraft[]>, value: readonly AttachedSchemaDraft[]) {
    this.#file = file;
    this.#value = value;
  }

  /** Never throws: a bad file is set aside and reported as a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<SchemaStore> {
    const file = new JsonFile(join(folder, 'schemas.json'), FORMAT, notices);
    return new SchemaStore(file, await file.load());
  }

  get value(): readonly AttachedSchemaDraft[] {
    return this.#value;
  }

  /** @throws StreamgaugeError `schemas-too-large` */
  assertRoom({ sourceId, text }: AttachedSchemaDraft): void {
    const others = this.#value.filter((draft) => draft.sourceId !== sourceId);
    if (others.reduce((sum, draft) => sum + draft.text.length, text.length) <= MAX_TEXT) return;
    throw new StreamgaugeError('schemas-too-large', 'There is no room for another schema of this size.', {
      hint: 'All schemas together take 16 MB at most: detach one that is not needed.',
    });
  }

  /** In place of the one that the source had. @throws StreamgaugeError `schemas-too-large` */
  put(draft: AttachedSchemaDraft): void {
    this.assertRoom(draft);
    this.#save([...this.#value.filter(({ sourceId }) => sourceId !== draft.sourceId), draft]);
  }

  remove(id: string): void {
    if (this.#value.some(({ sourceId }) => sourceId === id)) {
      this.#save(this.#value.filter(({ sourceId }) => sourceId !== id));
    }
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #save(value: readonly AttachedSchemaDraft[]): void {
    this.#value = value;
    this.#file.save(value);
  }
}
