import { Buffer } from 'node:buffer';
import { blockSum } from './checksum';
import type { Columns } from './columns';
import { FieldIndex } from './fields';
import { readHead } from './index-file';
import { INDEX_HEAD, padding, SECTION_TYPES } from './index-layout';
import type { IndexHead, Section, SectionArray } from './index-layout';
import { IndexReader } from './index-reader';
import { Postings } from './postings';
import { StoredColumns } from './stored-columns';
import { TermIndex } from './terms';

/** What an index takes in memory beside its sections, bytes: about this. */
const BASE_BYTES = 8_192;

/**
 * The index of a segment. Its sections are read and checked when they are asked for, then stay in memory. `damaged`: one
 * of them was not as it was written; answers stay right, for what a section would say is found out from the segment.
 */
export class SegmentIndex {
  readonly columns: Columns;
  readonly terms: TermIndex;
  readonly fields: FieldIndex;
  readonly #head: IndexHead;
  readonly #sectionsAt: number;
  readonly #reader: IndexReader;
  readonly #grown: (bytes: number) => void;
  readonly #sections = new Map<Section, ArrayBufferView>();
  #bytes = BASE_BYTES;
  #damaged = false;

  constructor(
    reader: IndexReader,
    head: IndexHead,
    sectionsAt: number,
    recover: () => Columns,
    grown: (bytes: number) => void,
  ) {
    this.#reader = reader;
    this.#head = head;
    this.#sectionsAt = sectionsAt;
    this.#grown = grown;
    const { summary, postingsAt, blocksAt } = head;
    this.columns = new StoredColumns((key) => this.#section(key), summary, recover);
    const postings = new Postings(
      () => this.#all('groupStarts', 'postingSums'),
      summary.events,
      (start, end) => this.#read(postingsAt + start, end - start),
    );
    this.terms = new TermIndex(
      () => {
        const tables = this.#all('words', 'wordMarks', 'recased', 'opaque', 'escaped');
        if (!tables) return null;
        const { buffer, byteOffset, length } = tables.words;
        return { ...tables, words: Buffer.from(buffer, byteOffset, length) };
      },
      postings,
      summary.events,
    );
    this.fields = new FieldIndex(
      () => this.#all('fieldPaths', 'blockStarts', 'blockLengths', 'blockSums', 'unlisted'),
      summary.events,
      (start, end) => this.#read(blocksAt + start, end - start),
    );
  }

  /** In memory. */
  get bytes(): number {
    return this.#bytes;
  }

  get damaged(): boolean {
    return this.#damaged;
  }

  /** Keeps the file open until `release` was called as often. False: it is not there any more. */
  hold(): boolean {
    return this.#reader.hold();
  }

  release(): void {
    this.#reader.release();
  }

  #all<K extends Section>(...keys: K[]): { readonly [Key in K]: SectionArray<Key> } | null {
    const all: Partial<Record<Section, ArrayBufferView>> = {};
    for (const key of keys) {
      const section = this.#section(key);
      if (!section) return null;
      all[key] = section;
    }
    return all as { readonly [Key in K]: SectionArray<Key> };
  }

  #section<K extends Section>(key: K): SectionArray<K> | null {
    const known = this.#sections.get(key);
    if (known) return known as SectionArray<K>;
    const [start, length, sum] = this.#head.places[key];
    const bytes = this.#read(start, length + padding(length));
    if (!bytes || blockSum(bytes) !== sum) {
      this.#damaged = true;
      return null;
    }
    const Type = SECTION_TYPES[key];
    const section = new Type(bytes.buffer, bytes.byteOffset, length / Type.BYTES_PER_ELEMENT);
    this.#sections.set(key, section);
    this.#bytes += bytes.length;
    this.#grown(bytes.length);
    return section as SectionArray<K>;
  }

  #read(start: number, length: number): Buffer<ArrayBuffer> | null {
    return this.#reader.read(this.#sectionsAt + start, length);
  }
}

/**
 * Opens the index of a segment; null when it is missing or damaged. `recover` reads the columns from the segment itself,
 * should they turn out to be damaged; `grown` is told when sections have come into memory, in bytes.
 */
export function openIndex(
  file: string,
  recover: () => Columns,
  grown: (bytes: number) => void = () => undefined,
): SegmentIndex | null {
  const read = readHead(file);
  if (!read) return null;
  const reader = new IndexReader(file, read.start);
  return new SegmentIndex(reader, read.head, INDEX_HEAD + read.jsonLength, recover, grown);
}
