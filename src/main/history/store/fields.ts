import { Buffer } from 'node:buffer';
import type { FieldMatch } from '@shared/query';
import type { Json } from '../query/payload';
import { NOT_JSON } from '../query/payload';
import { asNumber, namesIndex, type NumberFound } from '../query/payload-number';
import { valueTest } from '../query/value-test';
import { Bitset } from './bitset';
import { blockSum } from './checksum';
import { fitPath } from './field-path';

type Scalar = string | number | boolean | null;

/** Payloads beyond these are looked at themselves. */
const MAX_DATA_BYTES = 65_536;
const MAX_LEAVES = 256;
const MAX_DEPTH = 16;
const MAX_PATHS = 1_024;
const MAX_KEYS = 4_096;
/** Longer strings are looked at in the payload, in UTF-16 code units. */
const MAX_STRING = 64;

/** In place of the number of a value: one that has to be looked at, and an array or object with nothing in it. */
const NOT_LISTED = 0xffffffff;
const EMPTY = 0xfffffffe;

/** Of a block, for each event: the number of its value and its own. */
const ENTRY_BYTES = 6;

/** The parts of `FieldIndex` that are kept in memory. */
export interface FieldTables {
  /** JSON: the keys of every path, in lists. */
  readonly fieldPaths: Uint8Array;
  /** Where the block of each path starts in the blocks, a multiple of 8; one more at the end. */
  readonly blockStarts: Uint32Array;
  /** Entries and checksum of each block. */
  readonly blockLengths: Uint32Array;
  readonly blockSums: Uint32Array;
  /** Bitset of events whose payloads are not in the index. */
  readonly unlisted: Uint32Array;
}

/** What the index knows of the numbers at a path. */
export interface FieldNumbers {
  /** Events that have to be looked at. */
  readonly unsure: Bitset;
  found(event: number): NumberFound;
}

/** A part of the blocks; null when it cannot be read. Its memory starts at a multiple of 4. */
export type BlockReader = (start: number, end: number) => Buffer | null;

/**
 * Which values stand where in the payloads of a segment. The entries of a path are read when a query names it: numbers
 * of values (4 bytes each), numbers of events (2 bytes each), the different values as JSON.
 */
export class FieldIndex {
  readonly #load: () => FieldTables | null;
  readonly #events: number;
  readonly #read: BlockReader;
  #paths: readonly (readonly string[])[] | null = null;

  /** `load`: the tables, null when they cannot be read; then any event may have any value. */
  constructor(load: () => FieldTables | null, events: number, read: BlockReader) {
    this.#load = load;
    this.#events = events;
    this.#read = read;
  }

  /**
   * Adds the events with a value at a path that passes to `yes`, and those that have to be looked at to `maybe`. Every
   * different value is tested once.
   */
  find(path: readonly string[], match: FieldMatch, yes: Bitset, maybe: Bitset): void {
    const tables = this.#load();
    if (!tables) return;
    const passes = passing(match);
    for (const [number, keys] of this.#pathsOf(tables).entries()) {
      const fit = fitPath(path, keys);
      if (match.kind === 'exists') {
        if (!fit.maybeWithin) continue;
        const block = this.#block(number, tables, maybe);
        if (block) for (const event of block.events) (fit.within ? yes : maybe).add(event);
      } else if (fit.maybeLeaf) {
        const block = this.#block(number, tables, maybe);
        if (!block) continue;
        const values = (JSON.parse(block.json) as Scalar[]).map(passes);
        const { refs, events } = block;
        for (let i = 0; i < refs.length; i++) {
          const ref = refs[i]!;
          if (ref === EMPTY) continue;
          const passed = ref === NOT_LISTED ? 'maybe' : values[ref];
          if (passed === 'yes' && fit.leaf) yes.add(events[i]!);
          else if (passed !== 'no') maybe.add(events[i]!);
        }
      }
    }
  }

  /** How many bytes of different values `find` would read and test. `orWithout`: also those at the path without its first key. */
  valueBytes(path: readonly string[], orWithout: boolean): number {
    const tables = this.#load();
    if (!tables) return 0;
    const { blockStarts, blockLengths } = tables;
    let bytes = 0;
    for (const [number, keys] of this.#pathsOf(tables).entries()) {
      const fits = fitPath(path, keys).maybeLeaf || (orWithout && fitPath(path.slice(1), keys).maybeLeaf);
      if (fits)
        bytes += blockStarts[number + 1]! - blockStarts[number]! - ENTRY_BYTES * blockLengths[number]!;
    }
    return bytes;
  }

  /**
   * The first number at exactly these keys in each event: see `PayloadNumber`. Null when the index cannot say: the path may
   * name an index of an array, which is not in it, or it cannot be read.
   */
  numbers(path: readonly string[], texts: boolean): FieldNumbers | null {
    const tables = this.#load();
    if (!tables || path.length === 0 || namesIndex(path)) return null;
    const unsure = this.unlisted();
    const values = new Float64Array(this.#events).fill(NaN);
    const asTexts = new Bitset(this.#events);
    const number = this.#pathsOf(tables).findIndex(
      (keys) => keys.length === path.length && keys.every((key, i) => key === path[i]),
    );
    const block = number < 0 ? null : this.#block(number, tables, unsure);
    if (block) {
      const listed = (JSON.parse(block.json) as Scalar[]).map((value) => asNumber(value, texts));
      const { refs, events } = block;
      for (let i = 0; i < refs.length; i++) {
        // What is not listed is a text too long for a number, or a number without end.
        const found = listed[refs[i]!] ?? null;
        const event = events[i]!;
        if (found === 'text') asTexts.add(event);
        else if (found !== null && Number.isNaN(values[event]!)) values[event] = found;
      }
    }
    return {
      unsure,
      found: (event) =>
        Number.isNaN(values[event]!) ? (asTexts.has(event) ? 'text' : null) : values[event]!,
    };
  }

  #pathsOf({ fieldPaths }: FieldTables): readonly (readonly string[])[] {
    return (this.#paths ??= JSON.parse(Buffer.from(fieldPaths).toString()) as string[][]);
  }

  /** Events whose payloads are not in the index. */
  unlisted(): Bitset {
    const tables = this.#load();
    if (!tables) return new Bitset(this.#events, true);
    const set = new Bitset(this.#events);
    set.words.set(tables.unlisted);
    return set;
  }

  #block(
    number: number,
    { blockStarts, blockLengths, blockSums }: FieldTables,
    maybe: Bitset,
  ): { refs: Uint32Array; events: Uint16Array; json: string } | null {
    const block = this.#read(blockStarts[number]!, blockStarts[number + 1]!);
    if (!block || blockSum(block) !== blockSums[number]) {
      maybe.or(new Bitset(this.#events, true));
      return null;
    }
    const length = blockLengths[number]!;
    return {
      refs: new Uint32Array(block.buffer, block.byteOffset, length),
      events: new Uint16Array(block.buffer, block.byteOffset + 4 * length, length),
      json: block.toString('utf8', ENTRY_BYTES * length),
    };
  }
}

function passing(match: FieldMatch): (value: Scalar) => 'yes' | 'maybe' | 'no' {
  const test = valueTest(match);
  // More digits than a double holds: only the text of the payload tells such numbers apart.
  const onlyText = match.kind === 'is' && typeof match.value === 'string' && /^\d{16,}$/u.test(match.value);
  return (value) => (!test(value) ? 'no' : onlyText && typeof value === 'number' ? 'maybe' : 'yes');
}

class PathEntries {
  readonly values = new Map<Scalar, number>();
  events = new Uint16Array(64);
  refs = new Uint32Array(64);
  length = 0;

  add(event: number, ref: number): void {
    if (this.length === this.refs.length) {
      const events = new Uint16Array(this.length * 2);
      events.set(this.events);
      this.events = events;
      const refs = new Uint32Array(this.length * 2);
      refs.set(this.refs);
      this.refs = refs;
    }
    this.events[this.length] = event;
    this.refs[this.length++] = ref;
  }

  toBlock(): Buffer {
    const { length } = this;
    const json = Buffer.from(JSON.stringify([...this.values.keys()]));
    const bytes = ENTRY_BYTES * length + json.length;
    const block = Buffer.from(new ArrayBuffer(bytes + (-bytes & 7))).fill(' ');
    new Uint32Array(block.buffer, 0, length).set(this.refs.subarray(0, length));
    new Uint16Array(block.buffer, 4 * length, length).set(this.events.subarray(0, length));
    json.copy(block, ENTRY_BYTES * length);
    return block;
  }
}

/** One key on the way from the payload to its values. */
interface PathNode {
  readonly keys: readonly string[];
  readonly below: Map<string, PathNode>;
  entries: PathEntries | null;
}

/** Collects the values in the payloads of a segment. */
export class FieldBuilder {
  readonly #root: PathNode = { keys: [], below: new Map(), entries: null };
  readonly #listed: PathNode[] = [];
  readonly #unlisted: Bitset;
  #keys = 0;
  #leaves = 0;

  constructor(events: number) {
    this.#unlisted = new Bitset(events);
  }

  /** `payload` of `dataBytes` bytes; it is not asked for when these are too many. */
  add(event: number, dataBytes: number, payload: () => Json | typeof NOT_JSON): void {
    if (dataBytes > MAX_DATA_BYTES) {
      this.#unlisted.add(event);
      return;
    }
    const value = payload();
    if (value === NOT_JSON) return;
    this.#leaves = 0;
    this.#walk(event, value, this.#root, 0);
  }

  /** The tables, and the blocks one after the other. */
  finish(): { readonly tables: FieldTables; readonly blocks: Buffer } {
    const entries = this.#listed.flatMap((node) => node.entries ?? []);
    const blocks = entries.map((each) => each.toBlock());
    const blockStarts = new Uint32Array(blocks.length + 1);
    blocks.forEach((block, i) => (blockStarts[i + 1] = blockStarts[i]! + block.length));
    return {
      tables: {
        fieldPaths: Buffer.from(JSON.stringify(this.#listed.map(({ keys }) => keys))),
        blockStarts,
        blockLengths: Uint32Array.from(entries, ({ length }) => length),
        blockSums: Uint32Array.from(blocks, blockSum),
        unlisted: this.#unlisted.words,
      },
      blocks: Buffer.concat(blocks),
    };
  }

  /** Indexes of arrays do not show in paths: every item stands for the field. */
  #walk(event: number, value: Json, node: PathNode, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      this.#leaf(event, value, node);
      return;
    }
    if (depth > MAX_DEPTH) {
      this.#unlisted.add(event);
      return;
    }
    let empty = true;
    if (Array.isArray(value)) {
      empty = value.length === 0;
      for (const item of value as readonly Json[]) {
        this.#walk(event, item, node, depth + 1);
        if (this.#leaves > MAX_LEAVES) return;
      }
    } else {
      for (const key of Object.keys(value)) {
        empty = false;
        const below = this.#below(node, key);
        if (below) this.#walk(event, (value as { readonly [key: string]: Json })[key]!, below, depth + 1);
        else this.#unlisted.add(event);
        if (this.#leaves > MAX_LEAVES) return;
      }
    }
    if (empty) this.#entriesOf(event, node)?.add(event, EMPTY);
  }

  #below(node: PathNode, key: string): PathNode | null {
    let below = node.below.get(key);
    if (!below) {
      if (this.#keys >= MAX_KEYS) return null;
      this.#keys++;
      below = { keys: [...node.keys, key], below: new Map(), entries: null };
      node.below.set(key, below);
    }
    return below;
  }

  /** Null, and the event is not listed, when it has too many values or there are too many paths. */
  #entriesOf(event: number, node: PathNode): PathEntries | null {
    if (++this.#leaves > MAX_LEAVES || (!node.entries && this.#listed.length >= MAX_PATHS)) {
      this.#unlisted.add(event);
      return null;
    }
    if (!node.entries) {
      node.entries = new PathEntries();
      this.#listed.push(node);
    }
    return node.entries;
  }

  #leaf(event: number, value: Scalar, node: PathNode): void {
    const entries = this.#entriesOf(event, node);
    if (!entries) return;
    // JSON knows no number without end.
    const listed =
      typeof value === 'string'
        ? value.length <= MAX_STRING
        : value === null || typeof value === 'boolean' || Number.isFinite(value);
    if (!listed) {
      entries.add(event, NOT_LISTED);
      return;
    }
    let ref = entries.values.get(value);
    if (ref === undefined) {
      ref = entries.values.size;
      entries.values.set(value, ref);
    }
    entries.add(event, ref);
  }
}
