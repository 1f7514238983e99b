import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StreamgaugeError, toProblem } from '@shared/errors';
import { MAX_SOURCES, type SourceConfig, type SourceDraft } from '@shared/source';
import { JsonFile } from './json-file';
import type { NoticeSink } from './notice-sink';
import type { SecretCipher } from './secret-cipher';
import { entryFromDraft, freeName } from './source-draft';
import { missingSecrets, seal, toConfig, type SourceEntry } from './source-entry';
import { holdsClearSecrets, readSources, writeSources } from './stored-sources';

interface Removed {
  readonly entry: SourceEntry;
  readonly index: number;
}

/** The sources a person has set up, in their order, kept in sources.json with every secret encrypted. */
export class SourceStore {
  readonly #file: JsonFile<readonly SourceEntry[]>;
  readonly #cipher: SecretCipher;
  readonly #notices: NoticeSink;
  #entries: readonly SourceEntry[] = [];
  readonly #removed = new Map<string, Removed>();

  private constructor(
    file: JsonFile<readonly SourceEntry[]>,
    cipher: SecretCipher,
    notices: NoticeSink,
    entries: readonly SourceEntry[],
  ) {
    this.#file = file;
    this.#cipher = cipher;
    this.#notices = notices;
    this.#entries = entries.map((entry) => this.#sealed(entry));
  }

  /** Never throws: a bad file is set aside, secrets that cannot be opened are marked, both with a notice. */
  static async open(folder: string, cipher: SecretCipher, notices: NoticeSink): Promise<SourceStore> {
    let clear = false;
    const file = new JsonFile<readonly SourceEntry[]>(
      join(folder, 'sources.json'),
      {
        // 2: options and their secrets, without which a source would go another way.
        version: 2,
        initial: () => [],
        read: (document) => {
          clear = holdsClearSecrets(document);
          return readSources(document, cipher);
        },
        write: writeSources,
      },
      notices,
    );
    const store = new SourceStore(file, cipher, notices, await file.load());
    if (clear) file.save(store.#entries);
    store.#reportMissing();
    return store;
  }

  /** In the person's order. */
  get entries(): readonly SourceEntry[] {
    return this.#entries;
  }

  find(id: string): SourceEntry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  /** @throws StreamgaugeError `no-such-source` */
  get(id: string): SourceEntry {
    const entry = this.find(id);
    if (!entry) throw new StreamgaugeError('no-such-source', 'This source is not in the list any more.');
    return entry;
  }

  /**
   * Adds a source at the end of the list.
   * @param id for a source whose id is fixed; a new one otherwise
   * @throws StreamgaugeError `too-many-sources`, and as `entryFromDraft`
   */
  add(draft: SourceDraft, id: string = randomUUID()): SourceEntry {
    this.#assertRoom();
    const entry = this.#sealed(entryFromDraft(draft, id, null, this.#names(id)));
    this.#removed.delete(id);
    this.#save([...this.#entries, entry]);
    return entry;
  }

  /** @throws StreamgaugeError `no-such-source`, and as `entryFromDraft` */
  update(id: string, draft: SourceDraft): SourceEntry {
    return this.#replace(entryFromDraft(draft, id, this.get(id), this.#names(id)));
  }

  setEnabled(id: string, enabled: boolean): SourceEntry {
    const entry = this.get(id);
    return entry.enabled === enabled ? entry : this.#replace({ ...entry, enabled });
  }

  /** Points a source at another address, its secrets with it: only for one that follows the app's own hub. */
  setUrl(id: string, url: string): SourceEntry {
    const entry = this.get(id);
    return entry.url === url ? entry : this.#replace({ ...entry, url, urlBlob: null, urlMissing: false });
  }

  /** Takes a source off the list and keeps it for `restore`, until `forget`. */
  remove(id: string): void {
    const entry = this.get(id);
    this.#removed.set(id, { entry, index: this.#entries.indexOf(entry) });
    this.#save(this.#entries.filter((other) => other !== entry));
  }

  /**
   * Puts a removed source back where it was.
   * @throws StreamgaugeError `no-such-source` when it is not kept any more, `too-many-sources`
   */
  restore(id: string): SourceEntry {
    const removed = this.#removed.get(id);
    if (!removed) {
      throw new StreamgaugeError('no-such-source', 'The removed source is not kept any more.', {
        hint: 'Add it again.',
      });
    }
    this.#assertRoom();
    this.#removed.delete(id);
    const entry = { ...removed.entry, name: freeName(removed.entry.name, this.#names(id)) };
    this.#save([...this.#entries.slice(0, removed.index), entry, ...this.#entries.slice(removed.index)]);
    return entry;
  }

  /** Makes the list this one. Sources that were removed and are in it again need no restoring. */
  put(entries: readonly SourceEntry[]): void {
    for (const { id } of entries) this.#removed.delete(id);
    // One that is as it was stays the same object, by which others tell that nothing changed.
    const had = new Set(this.#entries);
    this.#save(entries.slice(0, MAX_SOURCES).map((entry) => (had.has(entry) ? entry : this.#sealed(entry))));
    this.#reportMissing();
  }

  /** Lets a removed source go for good. Returns whether it was still kept. */
  forget(id: string): boolean {
    return this.#removed.delete(id);
  }

  /**
   * What a draft would connect with; nothing is saved.
   * @param id the source whose stored secrets it may use, or null
   * @throws as `update`
   */
  draftConfig(id: string | null, draft: SourceDraft): SourceConfig {
    const previous = id === null ? null : this.get(id);
    return toConfig(entryFromDraft(draft, id ?? randomUUID(), previous, new Set()));
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #replace(entry: SourceEntry): SourceEntry {
    const sealed = this.#sealed(entry);
    this.#save(this.#entries.map((other) => (other.id === sealed.id ? sealed : other)));
    return sealed;
  }

  #save(entries: readonly SourceEntry[]): void {
    this.#entries = entries;
    this.#file.save(entries);
  }

  #sealed(entry: SourceEntry): SourceEntry {
    return seal(entry, this.#cipher, (why) => {
      this.#notices.raise({
        id: 'secrets-not-encrypted',
        level: 'warning',
        code: 'secrets-not-encrypted',
        message: `The secrets of ${entry.name} could not be encrypted, so they are kept until the app quits.`,
        hint: toProblem(why).message,
      });
    });
  }

  #names(exceptId: string): Set<string> {
    return new Set(this.#entries.filter(({ id }) => id !== exceptId).map(({ name }) => name));
  }

  #assertRoom(): void {
    if (this.#entries.length < MAX_SOURCES) return;
    throw new StreamgaugeError('too-many-sources', `There are ${MAX_SOURCES} sources, which is the most.`, {
      hint: 'Remove one first.',
    });
  }

  #reportMissing(): void {
    const names = this.#entries.filter((entry) => missingSecrets(entry).length > 0).map(({ name }) => name);
    if (names.length === 0) return;
    const shown = names.slice(0, 3).join(', ');
    const more = names.length - 3;
    this.#notices.raise({
      id: 'secrets-missing',
      level: 'warning',
      code: 'secrets-missing',
      message:
        more > 0
          ? `Secrets have to be entered again for: ${shown} and ${more} more.`
          : `Secrets have to be entered again for: ${shown}.`,
      hint: 'They were kept for the last session only, or they belong to another computer or user.',
    });
  }
}
