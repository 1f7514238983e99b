import { open, readdir, readFile, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLine, JOURNAL_VERSION, type JournalRecord } from './journal-record';
import { StreamgaugeError } from '@shared/errors';

/** One append-only file of the journal. */
export interface Segment {
  readonly path: string;
  /** 1, 2, 3… in the order of writing. */
  readonly ordinal: number;
  readonly epoch: string;
  /** The smallest number that a record in it can have. */
  readonly first: number;
  /** Records in it, the bytes of it, and when its newest record was published (epoch ms, 0 without one). */
  events: number;
  bytes: number;
  newestAt: number;
}

export interface SegmentContent {
  readonly records: readonly { readonly record: JournalRecord; readonly bytes: number }[];
  /** The number after the last, when the journal was closed properly at the end of this segment. */
  readonly end: number | null;
  /** Damaged lines before the last whole one. */
  readonly damaged: number;
  /** Bytes behind the last whole line: a write that was under way when the machine stopped. */
  readonly tornBytes: number;
}

/** Larger files are not ours: a segment is 16 MiB and one event at most. */
const MAX_SEGMENT_BYTES = 256 * 1024 * 1024;
const NAME = /^(\d{8,15})-([0-9a-z]{8})-([1-9]\d{0,15})\.journal$/u;

export function segmentPath(folder: string, ordinal: number, epoch: string, first: number): string {
  return join(folder, `${String(ordinal).padStart(8, '0')}-${epoch}-${first}.journal`);
}

/** The segments in a folder, oldest first. Other files are left alone. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of await readdir(folder)) {
    const [, ordinal, epoch = '', first] = NAME.exec(name) ?? [];
    if (ordinal === undefined) continue;
    const path = join(folder, name);
    const { size } = await stat(path);
    segments.push({
      path,
      ordinal: Number(ordinal),
      epoch,
      first: Number(first),
      events: 0,
      bytes: size,
      newestAt: 0,
    });
  }
  return segments.sort((a, b) => a.ordinal - b.ordinal);
}

/**
 * Reads a segment and fills in its counts. A damaged line loses that record alone.
 * @throws StreamgaugeError `journal-newer` when a later version has written it
 */
export async function readSegment(segment: Segment): Promise<SegmentContent> {
  if (segment.bytes > MAX_SEGMENT_BYTES) return { records: [], end: null, damaged: 1, tornBytes: 0 };
  const bytes = await readFile(segment.path);
  const records: { record: JournalRecord; bytes: number }[] = [];
  let end: number | null = null;
  let damaged = 0;
  let bad = 0;
  let wholeEnd = 0;
  let last = segment.first - 1;
  for (let start = 0; start < bytes.length;) {
    const lineEnd = bytes.indexOf(0x0a, start);
    const stop = lineEnd === -1 ? bytes.length : lineEnd;
    const length = stop - start;
    const line = length > 0 ? decodeLine(bytes.subarray(start, stop)) : null;
    start = stop + 1;
    if (line === null) continue;
    if (line === undefined || (line.kind === 'record' && line.record.seq <= last)) {
      bad++;
      continue;
    }
    if (line.kind === 'opened' && line.version > JOURNAL_VERSION) {
      throw new StreamgaugeError('journal-newer', `${segment.path} was written by a newer version.`, {
        hint: 'Use that version, or another folder.',
      });
    }
    damaged += bad;
    bad = 0;
    wholeEnd = Math.min(start, bytes.length);
    end = line.kind === 'closed' ? line.next : null;
    if (line.kind !== 'record') continue;
    last = line.record.seq;
    records.push({ record: line.record, bytes: length + 2 });
  }
  segment.events = records.length;
  segment.newestAt = records.reduce((newest, { record }) => Math.max(newest, record.at), 0);
  const tornBytes = bad > 0 ? bytes.length - wholeEnd : 0;
  return { records, end: bad > 0 ? null : end, damaged, tornBytes };
}

/** Takes a torn tail off, so that it is told once and not at every start. */
export async function cutTail(segment: Segment, tornBytes: number): Promise<void> {
  segment.bytes -= tornBytes;
  await truncate(segment.path, segment.bytes);
}

/** Which of the oldest segments hold nothing any more that is within the bounds. */
export interface Retention {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** ms. */
  readonly maxAgeMs?: number;
}

/** Segments without a record, of lives that published nothing, that are kept for the epochs in their names. */
const MAX_EMPTY = 32;

/**
 * Takes the segments out of the list that can go: all but the last one, when everything in them is beyond the bounds.
 */
export function takeExpired(segments: Segment[], bounds: Retention, now: number): Segment[] {
  let events = 0;
  let bytes = 0;
  let index = segments.length - 1;
  for (; index >= 0; index--) {
    const segment = segments[index]!;
    const beyond = events >= bounds.maxEvents || bytes >= bounds.maxBytes;
    const aged =
      bounds.maxAgeMs !== undefined && segment.events > 0 && segment.newestAt < now - bounds.maxAgeMs;
    if (index < segments.length - 1 && (beyond || aged)) break;
    events += segment.events;
    bytes += segment.bytes;
  }
  const expired = segments.splice(0, index + 1);
  const empty = segments.slice(0, -1).filter((segment) => segment.events === 0);
  for (const segment of empty.slice(0, Math.max(0, empty.length - MAX_EMPTY))) {
    segments.splice(segments.indexOf(segment), 1);
    expired.push(segment);
  }
  return expired;
}

/** Removes files that may be gone already. */
export async function unlinkAll(segments: readonly Segment[]): Promise<void> {
  for (const { path } of segments) {
    await unlink(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Makes names that were given or taken in a folder survive a loss of power. Not every file system knows of that. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (
      !['EINVAL', 'EISDIR', 'EPERM', 'EACCES', 'ENOTSUP'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    ) {
      throw error;
    }
  }
}
