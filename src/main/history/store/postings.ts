import { Buffer } from 'node:buffer';
import type { Bitset } from './bitset';
import { blockSum } from './checksum';
import type { BlockReader } from './fields';

/** Bytes under one checksum, a multiple of 4. */
const BLOCK = 16_384;
/** What is read at once when words beside each other are asked for, bytes. */
const AHEAD = 16 * BLOCK;
/** Words whose places in the file follow from that of the first of them. */
const GROUP = 16;
/** Most bytes that say how long the lists of a group are: a list has less than 128 ** 3. */
const MAX_LENGTHS = 3 * GROUP;

/** The parts of `Postings` that are kept in memory. */
export interface PostingTables {
  /** Where each group of 16 words starts; one more at the end. */
  readonly groupStarts: Uint32Array;
  /** Checksum of each block of 16 KiB. */
  readonly postingSums: Uint32Array;
}

/**
 * As they lie in the file: for each 16 words how many bytes their events take, 7 bits a byte, then their events. `postings` has
 * those of word `n` from `starts[n]` to `starts[n + 1]`.
 */
export function packPostings(
  starts: Uint32Array,
  postings: Uint8Array,
): { readonly bytes: Buffer; readonly tables: PostingTables } {
  const words = starts.length - 1;
  const groups = Math.ceil(words / GROUP);
  const bytes = Buffer.from(new ArrayBuffer(postings.length + groups * MAX_LENGTHS + 8));
  const groupStarts = new Uint32Array(groups + 1);
  let end = 0;
  for (let group = 0; group < groups; group++) {
    groupStarts[group] = end;
    const first = group * GROUP;
    const last = Math.min(words, first + GROUP);
    for (let word = first; word < first + GROUP; word++) {
      let length = word < last ? starts[word + 1]! - starts[word]! : 0;
      for (; length > 127; length >>>= 7) bytes[end++] = (length & 127) | 128;
      bytes[end++] = length;
    }
    bytes.set(postings.subarray(starts[first], starts[last]), end);
    end += starts[last]! - starts[first]!;
  }
  groupStarts[groups] = end;
  const packed = bytes.subarray(0, end + (-end & 7));
  const postingSums = new Uint32Array(Math.ceil(packed.length / BLOCK));
  postingSums.forEach((_, i) => (postingSums[i] = blockSum(packed.subarray(i * BLOCK, (i + 1) * BLOCK))));
  return { bytes: packed, tables: { groupStarts, postingSums } };
}

/**
 * Which events have which words of a segment: for each word the differences of their numbers, 7 bits a byte. They are half
 * of an index, and a query needs those of few words: they are read when they are asked for.
 */
export class Postings {
  readonly #load: () => PostingTables | null;
  readonly #events: number;
  readonly #read: BlockReader;

  /** `load`: the tables, null when they cannot be read. */
  constructor(load: () => PostingTables | null, events: number, read: BlockReader) {
    this.#load = load;
    this.#events = events;
    this.#read = read;
  }

  /** Adds the events of words, given by their ascending numbers, to a set. False: not all of them could be read. */
  add(words: readonly number[], found: Bitset): boolean {
    if (words.length === 0) return true;
    const tables = this.#load();
    if (!tables) return false;
    const window = new BlockWindow(tables, this.#read);
    /** Where the events of the words of a group lie. */
    const places = new Uint32Array(GROUP + 1);
    let group = -1;
    for (const word of words) {
      const needed = Math.floor(word / GROUP);
      if (needed !== group) {
        const start = tables.groupStarts[needed]!;
        const stop = Math.min(start + MAX_LENGTHS, tables.groupStarts[needed + 1]!);
        if (!window.cover(start, stop, group >= 0)) return false;
        group = needed;
        const { bytes, from } = window;
        readLengths(bytes, start - from, start, places);
      }
      const start = places[word % GROUP]!;
      const stop = places[(word % GROUP) + 1]!;
      if (!window.cover(start, stop, words.length > 1)) return false;
      const { bytes, from } = window;
      this.#unpack(bytes, start - from, stop - from, found);
    }
    return true;
  }

  #unpack(bytes: Buffer, start: number, stop: number, found: Bitset): void {
    let event = -1;
    for (let i = start; i < stop;) {
      let byte = bytes[i++]!;
      let step = byte & 127;
      for (let shift = 7; byte & 128 && i < stop; shift += 7) {
        byte = bytes[i++]!;
        step |= (byte & 127) << shift;
      }
      event += step + 1;
      if (event < this.#events) found.add(event);
    }
  }
}

/** `at`: where the group starts in `bytes`; `start`: the same in the file. */
function readLengths(bytes: Buffer, at: number, start: number, places: Uint32Array): void {
  let place = start - at;
  for (let i = 0; i < GROUP; i++) {
    let byte = bytes[at++] ?? 0;
    let length = byte & 127;
    for (let shift = 7; byte & 128; shift += 7) {
      byte = bytes[at++] ?? 0;
      length |= (byte & 127) << shift;
    }
    places[i] = length;
  }
  place += at;
  for (let i = 0; i <= GROUP; i++) {
    const length = places[i]!;
    places[i] = place;
    place += length;
  }
}

/** A part of the postings in memory, which moves towards their end. */
class BlockWindow {
  readonly #sums: Uint32Array;
  readonly #length: number;
  readonly #read: BlockReader;
  bytes: Buffer = Buffer.alloc(0);
  /** Where it starts in the postings. */
  from = 0;
  #to = 0;

  constructor({ groupStarts, postingSums }: PostingTables, read: BlockReader) {
    const end = groupStarts.at(-1)!;
    this.#sums = postingSums;
    this.#length = end + (-end & 7);
    this.#read = read;
  }

  /** Moves until it holds a part; `ahead`: more may be asked for behind that. False: it cannot be read. */
  cover(start: number, stop: number, ahead: boolean): boolean {
    return stop <= this.#to || this.#move(start, stop, ahead);
  }

  #move(start: number, stop: number, ahead: boolean): boolean {
    const near = ahead && this.#to > 0 && start < this.#to + BLOCK;
    const from = start - (start % BLOCK);
    const to = Math.min(this.#length, Math.max(near ? from + AHEAD : 0, stop + (-stop & (BLOCK - 1))));
    const bytes = this.#read(from, to);
    if (!bytes) return false;
    for (let at = 0; at < bytes.length; at += BLOCK) {
      if (blockSum(bytes.subarray(at, at + BLOCK)) !== this.#sums[(from + at) / BLOCK]) return false;
    }
    this.bytes = bytes;
    this.from = from;
    this.#to = to;
    return true;
  }
}
