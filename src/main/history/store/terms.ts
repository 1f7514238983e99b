import { Buffer } from 'node:buffer';
import { Bitset } from './bitset';
import { foldCase, foldsAlike } from '../query/fold-case';
import type { Postings } from './postings';
import type { WordRun } from './regex-words';
import { WORD_END, WordCursor, type WordList } from './word-list';

/** Longer words are not indexed: what contains one is looked at itself. Bytes. */
export const MAX_WORD = 64;

/** For each byte: what it is folded to within a word, 0 for what separates words. */
export const WORD = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const upper = byte >= 0x41 && byte <= 0x5a;
  const word =
    upper ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte >= 0x80;
  if (word) WORD[byte] = upper ? byte + 0x20 : byte;
}

/** A word of a text that is looked for. */
export interface Word {
  readonly bytes: Buffer;
  /** Whether it starts and ends within the text, so that nothing can be before and behind it in its word. */
  readonly starts: boolean;
  readonly ends: boolean;
}

/** The words of a text that are looked up one by one; all of its words are in them, some cut by the ends of the text. */
export function wordsOf(text: string): Word[] {
  const bytes = Buffer.from(foldCase(text));
  const words: Word[] = [];
  let start = -1;
  for (let i = 0; i <= bytes.length; i++) {
    const inWord = i < bytes.length && WORD[bytes[i]!] !== 0;
    if (inWord && start < 0) start = i;
    else if (!inWord && start >= 0) {
      if (i - start <= MAX_WORD) {
        words.push({ bytes: bytes.subarray(start, i), starts: start > 0, ends: i < bytes.length });
      }
      start = -1;
    }
  }
  return words;
}

/** Whether the whole text lies within one word, so that the index alone knows the answer. */
export function isOneWord(text: string): boolean {
  const [word, ...others] = wordsOf(text);
  return (
    word !== undefined &&
    others.length === 0 &&
    word.bytes.length === Buffer.byteLength(foldCase(text)) &&
    foldsAlike(text)
  );
}

/** The parts of `TermIndex` that are kept in memory. */
export interface TermTables extends WordList {
  /** Bitset of words that somewhere stand with other letters than the folded ones. */
  readonly recased: Uint32Array;
  /** Bitset of events that have words which are not indexed. */
  readonly opaque: Uint32Array;
  /** Bitset of events whose data has `\u` escapes: its JSON strings may hold words that the text does not. */
  readonly escaped: Uint32Array;
}

/** Which events of a segment hold which words of type, channel, id and data. */
export class TermIndex {
  readonly #load: () => TermTables | null;
  readonly #postings: Postings;
  readonly #events: number;
  /** The events of some words could not be read: any event may have them. */
  #unreadable = false;

  /** `load`: the tables, null when they cannot be read. */
  constructor(load: () => TermTables | null, postings: Postings, events: number) {
    this.#load = load;
    this.#postings = postings;
    this.#events = events;
  }

  /** Events with words that are not indexed. To be asked for after the words of a query: damage is found then. */
  opaque(): Bitset {
    const tables = this.#load();
    if (this.#unreadable || !tables) return new Bitset(this.#events, true);
    const set = new Bitset(this.#events);
    set.words.set(tables.opaque);
    return set;
  }

  /** Events whose JSON strings may hold words that are not in the index. */
  escaped(): Bitset {
    const tables = this.#load();
    if (!tables) return new Bitset(this.#events, true);
    const set = new Bitset(this.#events);
    set.words.set(tables.escaped);
    return set;
  }

  /** Events with a word that fits this one. Opaque events are in it only when another word of theirs does. */
  containing({ bytes, starts, ends }: Word): Bitset {
    const set = new Bitset(this.#events);
    const tables = this.#load();
    if (!tables) return set;
    const { words } = tables;
    const cursor = new WordCursor(tables);
    const found: number[] = [];
    let from = 0;
    for (;;) {
      const hit = words.indexOf(bytes, from);
      if (hit < 0) break;
      const whole = hit + bytes.length;
      if ((starts && hit > 0 && words[hit - 1] !== WORD_END) || (ends && words[whole] !== WORD_END)) {
        from = hit + 1;
        continue;
      }
      cursor.moveTo(hit);
      found.push(cursor.word);
      from = cursor.next;
    }
    this.#add(found, set);
    return set;
  }

  /**
   * Adds the events with a word that an expression finds to `yes`, or to `maybe` where the case of their words, which
   * the list does not tell, decides.
   */
  matching({ find, fits }: WordRun, yes: Bitset, maybe: Bitset): void {
    const tables = this.#load();
    if (!tables) return;
    const { words, recased } = tables;
    const cursor = new WordCursor(tables);
    const text = words.toString('latin1');
    const sure: number[] = [];
    const unsure: number[] = [];
    for (find.lastIndex = 0; find.test(text);) {
      cursor.moveTo(find.lastIndex - 1);
      const { word: term, start, next } = cursor;
      if (!fits) sure.push(term);
      else if ((recased[term >>> 5]! >>> (term & 31)) & 1) unsure.push(term);
      else if (fits.test(text.slice(start, next - 1))) sure.push(term);
      find.lastIndex = next;
    }
    this.#add(sure, yes);
    this.#add(unsure, maybe);
  }

  #add(terms: readonly number[], found: Bitset): void {
    if (!this.#postings.add(terms, found)) this.#unreadable = true;
  }
}
