import { Buffer } from 'node:buffer';
import type { Bitset } from './bitset';
import { blockSum } from './checksum';
import type { BlockReader } from './fields';

/** Bytes under one checksum, a multiple of 4. */
const BLOCK = 16_384;
/** What is read at once when words beside each other are asked for, bytes. */
const AHEAD = 16 * BLOCK;

/** The parts of `Postings` that are kept in memory. */
export interface PostingTables {
  /** Where the events of each word start; one more at the end. */
  readonly postingStarts: Uint32Array;
  /** Checksum of each block of 16 KiB. */
  readonly postingSums: Uint32Array;
}

/** As it lies in the file, with checksums. */
export function packPostings(postings: Uint8Array): { readonly bytes: Buffer; readonly sums: Uint32Array } {
  const bytes = Buffer.from(new ArrayBuffer(postings.length + (-postings.length & 7)));
  bytes.set(postings);
  const sums = new Uint32Array(Math.ceil(bytes.length / BLOCK));
  sums.forEach((_, i) => (sums[i] = blockSum(bytes.subarray(i * BLOCK, (i + 1) * BLOCK))));
  return { bytes, sums };
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
    const { postingStarts, postingSums } = tables;
    const length = postingStarts.at(-1)!;
    const end = length + (-length & 7);
    let window: Buffer | null = null;
    let from = 0;
    let to = 0;
    for (const word of words) {
      const start = postingStarts[word]!;
      const stop = postingStarts[word + 1]!;
      if (stop > to) {
        const near = to > 0 && start < to + BLOCK;
        from = start - (start % BLOCK);
        to = Math.min(end, Math.max(near ? from + AHEAD : 0, stop + (-stop & (BLOCK - 1))));
        window = this.#blocks(from, to, postingSums);
        if (!window) return false;
      }
      if (window) this.#unpack(window, start - from, stop - from, found);
    }
    return true;
  }

  #blocks(from: number, to: number, sums: Uint32Array): Buffer | null {
    const bytes = this.#read(from, to);
    if (!bytes) return null;
    for (let at = 0; at < bytes.length; at += BLOCK) {
      if (blockSum(bytes.subarray(at, at + BLOCK)) !== sums[(from + at) / BLOCK]) return null;
    }
    return bytes;
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
