import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { Columns, type ColumnArrays } from './columns';
import { blockSum } from './checksum';
import { FieldIndex, type FieldTables } from './fields';
import { replaceFile } from './segment-file';
import type { SegmentSummary } from './summary';
import { packPostings, Postings } from './postings';
import type { BuiltTerms } from './term-builder';
import { TermIndex } from './terms';

/**
 * The index of a whole segment, derived from it and made anew when it is missing or damaged:
 * magic, checksum of what is kept in memory, length of the JSON and of all that is kept; the summary and the places of the
 * sections as JSON; the sections, each at a multiple of 8; then, read when they are asked for, the events of words and the
 * blocks of the field index.
 */
const MAGIC = 0x35584753;
const HEAD = 16;

const ARRAY_TYPES = {
  seqs: Float64Array,
  times: Float64Array,
  eventTimes: Float64Array,
  offsets: Uint32Array,
  sizes: Uint32Array,
  sources: Uint16Array,
  channels: Uint16Array,
  types: Uint16Array,
  kinds: Uint8Array,
  transports: Uint8Array,
  levels: Uint8Array,
  problems: Uint8Array,
  wordStarts: Uint32Array,
  postingStarts: Uint32Array,
  postingSums: Uint32Array,
  recased: Uint32Array,
  opaque: Uint32Array,
  escaped: Uint32Array,
  words: Uint8Array,
  names: Uint8Array,
  fieldPaths: Uint8Array,
  blockStarts: Uint32Array,
  blockLengths: Uint32Array,
  blockSums: Uint32Array,
  unlisted: Uint32Array,
} as const;

type Section = keyof typeof ARRAY_TYPES;
type Places = Record<Section, [start: number, length: number]>;

interface Head {
  readonly summary: SegmentSummary;
  /** Relative to the first section. */
  readonly places: Places;
}

export interface SegmentIndex {
  readonly columns: Columns;
  readonly terms: TermIndex;
  readonly fields: FieldIndex;
  /** In memory. */
  readonly bytes: number;
}

/** Writes the index of a segment. */
export function writeIndex(
  file: string,
  summary: SegmentSummary,
  columns: Columns,
  terms: BuiltTerms,
  fields: { readonly tables: FieldTables; readonly blocks: Buffer },
): void {
  const { length } = columns;
  const names = [columns.sourceNames.list, columns.channelNames.list, columns.typeNames.list];
  const sections: Record<string, ArrayBufferView> = {};
  for (const [key, array] of Object.entries(columns.arrays)) {
    sections[key] = (array as ColumnArrays['seqs']).subarray(0, length);
  }
  const { tables, postingStarts, postings } = terms;
  const { bytes: packed, sums: postingSums } = packPostings(postings);
  Object.assign(sections, tables, { postingStarts, postingSums }, fields.tables, {
    names: Buffer.from(JSON.stringify(names)),
  });

  const places: Partial<Places> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const key of Object.keys(ARRAY_TYPES) as Section[]) {
    const view = sections[key]!;
    places[key] = [at, view.byteLength];
    parts.push(
      Buffer.from(view.buffer, view.byteOffset, view.byteLength),
      Buffer.alloc(-view.byteLength & 7),
    );
    at += view.byteLength + (-view.byteLength & 7);
  }
  const json = Buffer.from(JSON.stringify({ summary, places }));
  const padded = Buffer.alloc(json.length + (-json.length & 7), ' ');
  json.copy(padded);
  const body = Buffer.from(new ArrayBuffer(padded.length + at));
  let end = 0;
  for (const part of [padded, ...parts]) end += part.copy(body, end);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(blockSum(body), 4);
  head.writeUInt32LE(padded.length, 8);
  head.writeUInt32LE(body.length, 12);
  replaceFile(file, [head, body, packed, fields.blocks], false);
}

/** The summary alone; null when the file is missing or does not look like an index. */
export function readSummary(file: string): SegmentSummary | null {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    const first = Buffer.alloc(8_192);
    const read = fs.readSync(fd, first, 0, first.length, 0);
    if (read < HEAD || first.readUInt32LE(0) !== MAGIC) return null;
    const length = first.readUInt32LE(8);
    if (HEAD + length > fs.fstatSync(fd).size) return null;
    let json = first.subarray(HEAD, Math.min(read, HEAD + length));
    if (json.length < length) {
      json = Buffer.alloc(length);
      fs.readSync(fd, json, 0, length, HEAD);
    }
    return (JSON.parse(json.toString()) as Head).summary;
  } catch {
    return null;
  } finally {
    fs.closeSync(fd);
  }
}

/** The whole index; null when it is missing or damaged. */
export function readIndex(file: string): SegmentIndex | null {
  try {
    const head = readPart(file, 0, HEAD);
    const bytes = head && readPart(file, 0, HEAD + head.readUInt32LE(12));
    if (!bytes) return null;
    const jsonLength = bytes.readUInt32LE(8);
    if (bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== blockSum(bytes.subarray(HEAD)))
      return null;
    const { summary, places } = JSON.parse(bytes.toString('utf8', HEAD, HEAD + jsonLength)) as Head;
    const section = <K extends Section>(key: K): InstanceType<(typeof ARRAY_TYPES)[K]> => {
      const [start, length] = places[key];
      const Type = ARRAY_TYPES[key];
      return new Type(
        bytes.buffer,
        HEAD + jsonLength + start,
        length / Type.BYTES_PER_ELEMENT,
      ) as unknown as InstanceType<(typeof ARRAY_TYPES)[K]>;
    };
    const names = JSON.parse(Buffer.from(section('names')).toString()) as [string[], string[], string[]];
    const columns = new Columns(
      {
        seqs: section('seqs'),
        times: section('times'),
        eventTimes: section('eventTimes'),
        offsets: section('offsets'),
        sizes: section('sizes'),
        sources: section('sources'),
        channels: section('channels'),
        types: section('types'),
        kinds: section('kinds'),
        transports: section('transports'),
        levels: section('levels'),
        problems: section('problems'),
      },
      summary.events,
      names,
      true,
    );
    const words = section('words');
    const postingStarts = section('postingStarts');
    const postingsLength = postingStarts.at(-1)!;
    const blocksAt = bytes.length + postingsLength + (-postingsLength & 7);
    const terms = new TermIndex(
      {
        words: Buffer.from(words.buffer, words.byteOffset, words.length),
        wordStarts: section('wordStarts'),
        recased: section('recased'),
        opaque: section('opaque'),
        escaped: section('escaped'),
      },
      new Postings({ postingStarts, postingSums: section('postingSums') }, summary.events, (start, end) =>
        readPart(file, bytes.length + start, end - start),
      ),
      summary.events,
    );
    const fields = new FieldIndex(
      {
        fieldPaths: section('fieldPaths'),
        blockStarts: section('blockStarts'),
        blockLengths: section('blockLengths'),
        blockSums: section('blockSums'),
        unlisted: section('unlisted'),
      },
      summary.events,
      (start, end) => readPart(file, blocksAt + start, end - start),
    );
    return { columns, terms, fields, bytes: bytes.length };
  } catch {
    return null;
  }
}

/** Some bytes of a file, in memory of their own; null when they are not all there. */
function readPart(file: string, start: number, length: number): Buffer<ArrayBuffer> | null {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    if (start + length > fs.fstatSync(fd).size) return null;
    // Not of the pool, and not filled with zeros first: that takes as long as reading.
    const bytes = Buffer.allocUnsafeSlow(length);
    let at = 0;
    while (at < length) {
      const read = fs.readSync(fd, bytes, at, length - at, start + at);
      if (read === 0) return null;
      at += read;
    }
    return bytes;
  } finally {
    fs.closeSync(fd);
  }
}
