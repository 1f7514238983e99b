import { Buffer } from 'node:buffer';
import { foldCase } from '../query/fold-case';
import { Bitset } from './bitset';
import type { RecordView } from './record';
import { MAX_WORD, WORD } from './terms';
import type { TermTables } from './terms';
import { WORD_END, WORDS_PER_MARK } from './word-list';

/** Words of one segment; an event with more new ones than fit is looked at itself. */
const MAX_TERMS = 1 << 20;

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

export interface BuiltTerms {
  readonly tables: TermTables;
  /** Where the postings of each word start; one more at the end. */
  readonly postingStarts: Uint32Array;
  /** See `Postings`. */
  readonly postings: Uint8Array;
}

/** Collects the words of a segment's events, in their order. */
export class TermBuilder {
  readonly #opaque: Bitset;
  readonly #escaped: Bitset;
  #table = new Int32Array(1 << 15).fill(-1);
  #hashes = new Int32Array(1 << 14);
  #starts = new Uint32Array((1 << 14) + 1);
  #last = new Int32Array(1 << 14);
  #recased = new Uint32Array(1 << 9);
  #words = Buffer.allocUnsafe(1 << 18);
  #wordsEnd = 0;
  #terms = 0;
  #pairTerms = new Uint32Array(1 << 18);
  #pairEvents = new Uint32Array(1 << 18);
  #pairs = 0;

  constructor(events: number) {
    this.#opaque = new Bitset(events);
    this.#escaped = new Bitset(events);
  }

  add(event: number, record: RecordView): void {
    if (record.ascii) {
      this.#scan(event, record.bytes, record.typeStart, record.channelStart);
      this.#scan(event, record.bytes, record.channelStart, record.idStart);
      this.#scan(event, record.bytes, record.idStart, record.idEnd);
      this.#scan(event, record.bytes, record.dataStart, record.dataStart + record.dataLength);
      return;
    }
    for (const text of [record.type, record.channel, record.id ?? '', record.data]) {
      const bytes = Buffer.from(text);
      const folded = Buffer.from(foldCase(text));
      if (differInAsciiOnly(bytes, folded)) this.#scan(event, bytes, 0, bytes.length);
      // Which words other letters stand in is not worth finding out.
      else this.#scan(event, folded, 0, folded.length, 1);
    }
  }

  finish(): BuiltTerms {
    const terms = this.#terms;
    const counts = new Uint32Array(terms + 1);
    for (let i = 0; i < this.#pairs; i++) counts[this.#pairTerms[i]! + 1]!++;
    for (let i = 1; i <= terms; i++) counts[i]! += counts[i - 1]!;
    const sorted = new Uint32Array(this.#pairs);
    const at = counts.slice();
    for (let i = 0; i < this.#pairs; i++) sorted[at[this.#pairTerms[i]!]!++] = this.#pairEvents[i]!;
    const postings = new Uint8Array(this.#pairs * 3);
    const postingStarts = new Uint32Array(terms + 1);
    let end = 0;
    for (let term = 0; term < terms; term++) {
      postingStarts[term] = end;
      let previous = -1;
      for (let i = counts[term]!; i < counts[term + 1]!; i++) {
        let step = sorted[i]! - previous - 1;
        previous = sorted[i]!;
        while (step > 127) {
          postings[end++] = (step & 127) | 128;
          step >>>= 7;
        }
        postings[end++] = step;
      }
    }
    postingStarts[terms] = end;
    const wordMarks = new Uint32Array(Math.ceil(terms / WORDS_PER_MARK));
    wordMarks.forEach((_, mark) => (wordMarks[mark] = this.#starts[mark * WORDS_PER_MARK]!));
    const tables = {
      words: this.#words.subarray(0, this.#wordsEnd),
      wordMarks,
      recased: this.#recased.subarray(0, (terms + 31) >>> 5),
      opaque: this.#opaque.words,
      escaped: this.#escaped.words,
    };
    return { tables, postingStarts, postings: postings.subarray(0, end) };
  }

  #scan(event: number, bytes: Buffer, from: number, to: number, anyChange = 0): void {
    let start = -1;
    let hash = 0;
    let changed = anyChange;
    for (let i = from; i < to; i++) {
      const folded = WORD[bytes[i]!]!;
      if (folded !== 0) {
        if (start < 0) {
          start = i;
          hash = 0x811c9dc5;
        }
        hash = Math.imul(hash ^ folded, 0x01000193);
        changed |= folded ^ bytes[i]!;
      } else {
        if (start >= 0) this.#word(event, bytes, start, i, hash, changed);
        start = -1;
        changed = anyChange;
        if (bytes[i] === BACKSLASH && bytes[i + 1] === LOWER_U) this.#escaped.add(event);
      }
    }
    if (start >= 0) this.#word(event, bytes, start, to, hash, changed);
  }

  #word(event: number, bytes: Buffer, start: number, end: number, rawHash: number, changed: number): void {
    if (end - start > MAX_WORD) {
      this.#opaque.add(event);
      return;
    }
    const hash = rawHash ^ (rawHash >>> 15);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const term = this.#table[slot]!;
      if (term < 0) break;
      if (this.#hashes[term] === hash && this.#same(term, bytes, start, end)) {
        if (this.#last[term] !== event) this.#pair(term, event);
        if (changed !== 0) this.#recased[term >>> 5]! |= 1 << (term & 31);
        return;
      }
      slot = (slot + 1) & mask;
    }
    if (this.#terms >= MAX_TERMS) {
      this.#opaque.add(event);
      return;
    }
    this.#table[slot] = this.#terms;
    this.#define(bytes, start, end, hash, event);
    const term = this.#terms - 1;
    if (changed !== 0) this.#recased[term >>> 5]! |= 1 << (term & 31);
  }

  #same(term: number, bytes: Buffer, start: number, end: number): boolean {
    const words = this.#words;
    const at = this.#starts[term]!;
    const stop = term + 1 < this.#terms ? this.#starts[term + 1]! : this.#wordsEnd;
    if (stop - at - 1 !== end - start) return false;
    for (let i = start; i < end; i++) if (words[at + i - start] !== WORD[bytes[i]!]) return false;
    return true;
  }

  #define(bytes: Buffer, start: number, end: number, hash: number, event: number): void {
    const term = this.#terms++;
    if (term + 1 >= this.#hashes.length) {
      this.#hashes = grow(this.#hashes);
      this.#last = grow(this.#last);
      this.#recased = grow(this.#recased);
      this.#starts = grow(this.#starts);
    }
    if (this.#wordsEnd + MAX_WORD + 1 > this.#words.length) {
      const larger = Buffer.allocUnsafe(this.#words.length * 2);
      this.#words.copy(larger, 0, 0, this.#wordsEnd);
      this.#words = larger;
    }
    this.#hashes[term] = hash;
    this.#starts[term] = this.#wordsEnd;
    for (let i = start; i < end; i++) this.#words[this.#wordsEnd++] = WORD[bytes[i]!]!;
    this.#words[this.#wordsEnd++] = WORD_END;
    this.#pair(term, event);
    if (this.#terms * 2 > this.#table.length) this.#rehash();
  }

  #pair(term: number, event: number): void {
    this.#last[term] = event;
    if (this.#pairs === this.#pairTerms.length) {
      this.#pairTerms = grow(this.#pairTerms);
      this.#pairEvents = grow(this.#pairEvents);
    }
    this.#pairTerms[this.#pairs] = term;
    this.#pairEvents[this.#pairs++] = event;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    for (let term = 0; term < this.#terms; term++) {
      let slot = this.#hashes[term]! & mask;
      while (this.#table[slot]! >= 0) slot = (slot + 1) & mask;
      this.#table[slot] = term;
    }
  }
}

/** Whether bytes and what they fold to differ in capitals of ASCII at most, so that words have the same places in both. */
function differInAsciiOnly(bytes: Uint8Array, folded: Uint8Array): boolean {
  if (bytes.length !== folded.length) return false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte !== folded[i] && (byte >= 0x80 || WORD[byte] !== folded[i])) return false;
  }
  return true;
}

function grow<T extends Int32Array | Uint32Array>(array: T): T {
  const Type = array.constructor as new (length: number) => T;
  const larger = new Type(array.length * 2);
  larger.set(array);
  return larger;
}
