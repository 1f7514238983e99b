import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { blockSum } from './checksum';
import type { ColumnArrays, Columns } from './columns';
import type { FieldTables } from './fields';
import { INDEX_HEAD, INDEX_MAGIC, padding, SECTION_TYPES } from './index-layout';
import type { IndexHead, Place, Section } from './index-layout';
import { packPostings } from './postings';
import { replaceFile } from './segment-file';
import type { SegmentSummary } from './summary';
import type { BuiltTerms } from './term-builder';

/** Writes the index of a segment. */
export function writeIndex(
  file: string,
  summary: SegmentSummary,
  columns: Columns,
  terms: BuiltTerms,
  fields: { readonly tables: FieldTables; readonly blocks: Buffer },
): void {
  const names = [columns.sourceNames.list, columns.channelNames.list, columns.typeNames.list];
  const views: Record<string, ArrayBufferView> = {};
  for (const [key, array] of Object.entries(columns.arrays)) {
    views[key] = (array as ColumnArrays['seqs']).subarray(0, columns.length);
  }
  const { bytes: packed, tables: postingTables } = packPostings(terms.postingStarts, terms.postings);
  Object.assign(views, terms.tables, postingTables, fields.tables, {
    names: Buffer.from(JSON.stringify(names)),
  });

  const places: Partial<Record<Section, Place>> = {};
  const sections: Buffer[] = [];
  let at = 0;
  for (const key of Object.keys(SECTION_TYPES) as Section[]) {
    const section = padded(views[key]!, 0);
    places[key] = [at, views[key]!.byteLength, blockSum(section)];
    sections.push(section);
    at += section.length;
  }
  const head = { summary, places, postingsAt: at, blocksAt: at + packed.length };
  const json = padded(Buffer.from(JSON.stringify(head)), 0x20);
  const start = Buffer.alloc(INDEX_HEAD);
  start.writeUInt32LE(INDEX_MAGIC, 0);
  start.writeUInt32LE(blockSum(json), 4);
  start.writeUInt32LE(json.length, 8);
  start.writeUInt32LE(at, 12);
  replaceFile(file, [start, json, ...sections, packed, fields.blocks], false);
}

/** A copy in memory of its own, filled up to a multiple of 8 bytes. */
function padded(view: ArrayBufferView, filling: number): Buffer {
  const { buffer, byteOffset, byteLength } = view;
  const copy = Buffer.from(new ArrayBuffer(byteLength + padding(byteLength)));
  copy.set(new Uint8Array(buffer, byteOffset, byteLength));
  copy.fill(filling, byteLength);
  return copy;
}

/** The summary alone; null when the file is missing or does not look like an index. */
export function readSummary(file: string): SegmentSummary | null {
  return readHead(file)?.head.summary ?? null;
}

/** The beginning of an index, with the bytes that tell it from another one; null when it is missing or damaged. */
export function readHead(
  file: string,
): { readonly head: IndexHead; readonly start: Buffer; readonly jsonLength: number } | null {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    let bytes: Buffer = Buffer.from(new ArrayBuffer(8_192));
    const read = fs.readSync(fd, bytes, 0, bytes.length, 0);
    if (read < INDEX_HEAD || bytes.readUInt32LE(0) !== INDEX_MAGIC) return null;
    const jsonLength = bytes.readUInt32LE(8);
    const end = INDEX_HEAD + jsonLength;
    if (end + bytes.readUInt32LE(12) > fs.fstatSync(fd).size) return null;
    if (end > read) {
      bytes = Buffer.from(new ArrayBuffer(end));
      fs.readSync(fd, bytes, 0, end, 0);
    }
    const json = bytes.subarray(INDEX_HEAD, end);
    if (blockSum(json) !== bytes.readUInt32LE(4)) return null;
    const head = JSON.parse(json.toString()) as IndexHead;
    return { head, start: Buffer.from(bytes.subarray(0, INDEX_HEAD)), jsonLength };
  } catch {
    return null;
  } finally {
    fs.closeSync(fd);
  }
}
