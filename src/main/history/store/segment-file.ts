import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { checkRecord } from './record';

/** First bytes of every segment file: name and version of the format. */
export const SEGMENT_HEADER = Buffer.from('SGHISTORY 0001\n\0', 'latin1');

const NAME = /^(carry-)?(\d{16})\.seg$/u;

/** The file that holds the events from a `seq` on. */
export function segmentName(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.seg`;
}

/** The file that holds what retention carried over from all events below a `seq`. */
export function carryName(below: number): string {
  return `carry-${segmentName(below)}`;
}

export interface SegmentName {
  readonly file: string;
  readonly carry: boolean;
  /** The first `seq` there can be; of a carry file the `seq` that all its events are below. */
  readonly seq: number;
}

/** The segment files of a folder in the order of their events: the newest carry file first. */
export function listSegments(folder: string): SegmentName[] {
  const names: SegmentName[] = [];
  for (const file of fs.readdirSync(folder)) {
    const match = NAME.exec(file);
    if (match) names.push({ file, carry: match[1] !== undefined, seq: Number(match[2]) });
  }
  return names.sort((a, b) => Number(b.carry) - Number(a.carry) || a.seq - b.seq);
}

export function indexPath(segmentPath: string): string {
  return `${segmentPath.slice(0, -'.seg'.length)}.idx`;
}

export interface FileScan {
  /** The whole file. */
  readonly bytes: Buffer;
  /** Where each undamaged record starts, in order. */
  readonly offsets: number[];
  /** Where the last undamaged record ends. */
  readonly end: number;
  /** Bytes before `end` that are no record: damage, not a torn tail. */
  readonly damagedBytes: number;
}

/** Reads a segment file and finds its records; behind damage it looks for the next one. */
export function scanSegment(file: string): FileScan {
  const bytes = readWhole(file);
  const offsets: number[] = [];
  const headerIntact = bytes.subarray(0, SEGMENT_HEADER.length).equals(SEGMENT_HEADER);
  let at = SEGMENT_HEADER.length;
  let end = Math.min(at, bytes.length);
  let damagedBytes = headerIntact || bytes.length < SEGMENT_HEADER.length ? 0 : SEGMENT_HEADER.length;
  while (at < bytes.length) {
    const length = checkRecord(bytes, at);
    if (length > 0) {
      damagedBytes += at - end;
      offsets.push(at);
      at += length;
      end = at;
    } else at += 4;
  }
  return { bytes, offsets, end, damagedBytes };
}

function readWhole(file: string): Buffer {
  const fd = fs.openSync(file, 'r');
  try {
    const { size } = fs.fstatSync(fd);
    // A buffer of its own starts at a multiple of 4, which a pooled one need not.
    const bytes = Buffer.from(new ArrayBuffer(size));
    let at = 0;
    while (at < size) {
      const read = fs.readSync(fd, bytes, at, size - at, at);
      if (read === 0) break;
      at += read;
    }
    return bytes.subarray(0, at);
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Writes a file whole or not at all: aside first, then over the old one. `durable`: also after a power cut; without
 * it only what can be made anew is written.
 */
export function replaceFile(file: string, parts: readonly Uint8Array[], durable: boolean): void {
  const aside = `${file}.new`;
  const fd = fs.openSync(aside, 'w');
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length;) at += fs.writeSync(fd, part, at, part.length - at);
    }
    if (durable) fs.fdatasyncSync(fd);
  } catch (error) {
    fs.closeSync(fd);
    fs.rmSync(aside, { force: true });
    throw error;
  }
  fs.closeSync(fd);
  fs.renameSync(aside, file);
  if (durable) syncFolder(path.dirname(file));
}

/** Makes renames and removals last; where folders cannot be synchronised (Windows) the system does. */
export function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, 'r');
    fs.fsyncSync(fd);
    fs.closeSync(fd);
  } catch {
    return;
  }
}
