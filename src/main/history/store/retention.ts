import type { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import type { RetentionPolicy } from './api';
import { SEGMENT_EVENTS, type Columns } from './columns';
import type { Catalog } from './catalog';
import type { Floors } from './floors';
import { floorOf, shareOf, type Growing } from './retention-limits';
import type { Segment } from './segment';
import { carryName, indexPath, replaceFile, SEGMENT_HEADER } from './segment-file';
import type { Turns } from './turns';

export interface Evicted {
  readonly events: number;
  /** Everything below is gone, … */
  readonly below: number;
  /** … but for these, ascending. */
  readonly kept: readonly number[];
  /** What kept the newest of the channels from being written, if something did. */
  readonly failure: unknown;
}

/**
 * Lets the oldest `count` closed segments go. The newest event of every channel that no later segment has is carried
 * over into one new file first, so that a crash at any moment leaves either the old files or the new one in charge.
 */
export async function evictOldest(
  folder: string,
  catalog: Catalog,
  floors: Floors,
  count: number,
  growing: () => Growing,
  turns: Turns,
): Promise<Evicted> {
  const all = catalog.segments;
  const closed = all.filter((segment) => !segment.carry);
  const leaving = [...all.filter((segment) => segment.carry), ...closed.slice(0, count)];
  const staying = closed.slice(count);
  const keep = new Map<string, { segment: Segment; event: number }>();
  let events = 0;
  for (const segment of leaving) {
    const { columns, reader } = catalog.openSegment(segment);
    reader.close();
    const visible = floors.visible(columns);
    events += visible?.count() ?? columns.length;
    for (const [channel, event] of columns.newestOfChannels()) {
      keep.delete(channel);
      if (!visible || visible.has(event)) keep.set(channel, { segment, event });
    }
    if (turns.due) await turns.next();
  }
  for (const channel of growing().columns.newestOfChannels().keys()) keep.delete(channel);
  for (let i = staying.length - 1; i >= 0 && keep.size > 0; i--) {
    catalog.removeChannelsOf(staying[i]!, keep);
    if (turns.due) await turns.next();
  }

  // Nothing is awaited from here on: what was looked at is what is replaced.
  const { records, seqs } = readKept(catalog, leaving, keep);
  const below = staying[0]?.nameSeq ?? growing().firstSeq;
  const file = path.join(folder, carryName(below));
  let failure: unknown = null;
  let written = false;
  if (records.length > 0) {
    const parts = [SEGMENT_HEADER, ...records];
    try {
      replaceFile(file, parts, true);
      written = true;
    } catch {
      // A full disk: make room first, then write what is already in memory.
      for (const segment of leaving.splice(0)) catalog.drop(segment);
      try {
        replaceFile(file, parts, true);
        written = true;
      } catch (error) {
        failure = error;
      }
    }
    fs.rmSync(indexPath(file), { force: true });
  }
  for (const segment of leaving) {
    if (written && segment.path === file) catalog.release(segment);
    else catalog.drop(segment);
  }
  if (written) {
    catalog.add({
      path: file,
      carry: true,
      nameSeq: below,
      summary: null,
      indexed: false,
      loaded: null,
      gone: false,
    });
  }
  return { events: events - (written ? seqs.length : 0), below, kept: written ? seqs : [], failure };
}

function readKept(
  catalog: Catalog,
  leaving: readonly Segment[],
  keep: ReadonlyMap<string, { segment: Segment; event: number }>,
): { readonly records: Buffer[]; readonly seqs: number[] } {
  const records: Buffer[] = [];
  const seqs: number[] = [];
  const bySegment = new Map<Segment, number[]>();
  for (const { segment, event } of keep.values()) {
    const events = bySegment.get(segment);
    if (events) events.push(event);
    else bySegment.set(segment, [event]);
  }
  // More channels than a segment holds events: those that were heard of last stay.
  let room = SEGMENT_EVENTS;
  for (const segment of [...leaving].reverse()) {
    const events = bySegment.get(segment);
    if (!events) continue;
    const { reader } = catalog.openSegment(segment);
    for (const event of events.sort((a, b) => b - a)) {
      const record = room > 0 ? reader.read(event) : null;
      if (!record) continue;
      records.push(record.copy());
      seqs.push(record.seq);
      room--;
    }
    reader.close();
  }
  return { records: records.reverse(), seqs: seqs.reverse() };
}

export interface Raised {
  /** Segments that hold events below a new floor. */
  readonly touched: readonly Segment[];
  /** Events that were let go. */
  readonly events: number;
}

/** Raises the floors of sources as their limits say. */
export async function raiseFloors(
  catalog: Catalog,
  floors: Floors,
  policy: RetentionPolicy,
  growing: () => Growing,
  now: number,
  turns: Turns,
): Promise<Raised> {
  const touched = new Set<Segment>();
  let events = 0;
  for (const [source, limits] of Object.entries(policy.sources ?? {})) {
    const segments = catalog.segments.filter((segment) => shareOf(segment.summary, source));
    const closed = segments.filter(({ carry }) => !carry);
    const below = floorOf(source, closed, growing(), limits, now);
    if (below <= (floors.get(source)?.below ?? 0)) continue;
    const kept: number[] = [];
    const known = new Set(growing().columns.newestOfChannels().keys());
    for (const segment of segments.reverse()) {
      if (segment.gone) continue;
      const { columns, reader } = catalog.openSegment(segment);
      reader.close();
      const visible = floors.visible(columns);
      for (const [channel, event] of columns.newestOfChannels()) {
        if (!channel.startsWith(`${source}\0`) || known.has(channel)) continue;
        known.add(channel);
        const seq = columns.arrays.seqs[event]!;
        if (seq < below && (!visible || visible.has(event))) kept.push(seq);
      }
      if ((segment.summary?.firstSeq ?? below) < below) {
        touched.add(segment);
        events += eventsOf(columns, floors, source, below);
      }
      if (turns.due) await turns.next();
    }
    events -= kept.length;
    floors.raise(source, below, kept);
  }
  return { touched: [...touched], events };
}

/** How many visible events of a source lie below a `seq`. */
export function eventsOf(columns: Columns, floors: Floors, source: string, below: number): number {
  const number = columns.sourceNames.list.indexOf(source);
  if (number < 0) return 0;
  const visible = floors.visible(columns);
  const end = columns.lowerBound(below);
  const { sources } = columns.arrays;
  let count = 0;
  for (let i = 0; i < end; i++) if (sources[i] === number && visible?.has(i) !== false) count++;
  return count;
}

/** Rewrites a segment without the events that are let go, when they are at least this part of it. */
export function compact(catalog: Catalog, floors: Floors, segment: Segment, part: number): void {
  if (segment.gone) return;
  const { columns, reader } = catalog.openSegment(segment);
  try {
    const visible = floors.visible(columns);
    const left = visible ? columns.length - visible.count() : 0;
    if (!visible || left === 0 || left < columns.length * part) return;
    if (left === columns.length) {
      catalog.drop(segment);
      return;
    }
    const records: Buffer[] = [SEGMENT_HEADER];
    for (let event = visible.next(0); event >= 0; event = visible.next(event + 1)) {
      const record = reader.read(event);
      if (record) records.push(record.copy());
    }
    // The index goes first: without it the file is read anew, with the wrong one it would be misread.
    fs.rmSync(indexPath(segment.path), { force: true });
    replaceFile(segment.path, records, true);
    catalog.replaced(segment);
  } finally {
    reader.close();
  }
}
