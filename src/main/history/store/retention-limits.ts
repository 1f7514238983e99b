import { CAPTURE_PREFIX } from '@shared/history';
import type { RetentionLimits } from './api';
import { SEGMENT_EVENTS, type Columns } from './columns';
import { SEGMENT_BYTES } from './growing-segment';
import type { Segment } from './segment';
import { summarise, type SegmentSummary } from './summary';

/** A limit is met to about this part of itself, by segments that are small enough. */
export const SEGMENTS_PER_LIMIT = 8;

/** The end of the history, which retention has to reckon with but never touches. */
export interface Growing {
  readonly columns: Columns;
  readonly bytes: number;
  readonly firstSeq: number;
}

/**
 * How many of the oldest closed segments the app's limits let go. The carry segment is none of them, but takes up to half
 * of a limit. Room is kept for the segment that grows, so that limits hold while it does.
 */
export function segmentsToEvict(
  segments: readonly Segment[],
  growing: Growing,
  limits: RetentionLimits,
  now: number,
): number {
  const { events: maxEvents = Infinity, bytes: maxBytes = Infinity } = limits;
  const carry = segments[0]?.carry ? segments[0].summary : null;
  let events =
    Math.max(growing.columns.length, Math.min(SEGMENT_EVENTS, Math.floor(maxEvents / SEGMENTS_PER_LIMIT))) +
    Math.min(carry?.events ?? 0, Math.floor(maxEvents / 2));
  let bytes =
    Math.max(growing.bytes, Math.min(SEGMENT_BYTES, Math.floor(maxBytes / SEGMENTS_PER_LIMIT))) +
    Math.min(carry?.bytes ?? 0, Math.floor(maxBytes / 2));
  const closed = segments.filter((segment) => !segment.carry);
  for (let i = closed.length - 1; i >= 0; i--) {
    const { summary } = closed[i]!;
    if (!summary) continue;
    events += summary.events;
    bytes += summary.bytes;
    if (events > maxEvents || bytes > maxBytes) return i + 1;
  }
  const times = closed.map(({ summary }) => newestArrival(summary, now));
  return tooOld(times, limits.ageMs, now);
}

/**
 * How many of the first are too old, by when their newest events arrived; null: cannot be told. Only those before the
 * first that is young enough: when the clock jumped back for a while, what was stored before is not older for that.
 */
function tooOld(times: readonly (number | null)[], ageMs: number | undefined, now: number): number {
  let count = 0;
  if (ageMs === undefined) return 0;
  for (const [i, time] of times.entries()) {
    if (time === null) continue;
    if (time >= now - ageMs) break;
    count = i + 1;
  }
  return count;
}

/** Captures tell of another time, and so did a clock that was ahead. */
function newestArrival(summary: SegmentSummary | null, now: number): number | null {
  let newest: number | null = null;
  for (const share of summary?.sources ?? []) {
    if (share.events === 0 || share.newest > now || share.source.startsWith(CAPTURE_PREFIX)) continue;
    newest = Math.max(newest ?? 0, share.newest);
  }
  return newest;
}

/** The `seq` below which the limits of a source let its events go; 0 when they let none go. */
export function floorOf(
  source: string,
  segments: readonly Segment[],
  growing: Growing,
  limits: RetentionLimits,
  now: number,
): number {
  const grown = summarise(growing.columns, growing.bytes);
  let { events, bytes } = shareOf(grown, source) ?? { events: 0, bytes: 0 };
  let count = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    const share = shareOf(segments[i]!.summary, source);
    if (!share) continue;
    events += share.events;
    bytes += share.bytes;
    if (events > (limits.events ?? Infinity) || bytes > (limits.bytes ?? Infinity)) {
      count = i + 1;
      break;
    }
  }
  const times = segments.map(({ summary }) => {
    const share = shareOf(summary, source);
    return share && share.newest <= now ? share.newest : null;
  });
  count = Math.max(count, tooOld(times, limits.ageMs, now));
  return count === 0 ? 0 : (segments[count - 1]!.summary?.lastSeq ?? -1) + 1;
}

/** What a segment holds of a source. */
export function shareOf(
  summary: SegmentSummary | null,
  source: string,
): SegmentSummary['sources'][number] | null {
  return summary?.sources.find((share) => share.source === source) ?? null;
}
