import type { Bitset } from './bitset';
import type { OpenSegment } from './catalog';
import type { Columns } from './columns';
import type { Segment } from './segment';

/** What queries need of a history. */
export interface QuerySource {
  /** The closed segments as they are at the moment, in the order of their events. */
  readonly segments: readonly Segment[];
  /** The end of the history as it was when the query began. */
  readonly growing: OpenSegment;
  /** All events of `growing` have this `seq` or a larger one, all of the segments before it a smaller one. */
  readonly growingFrom: number;
  /** Null: it is gone, or cannot be read. Close the reader. */
  open(segment: Segment): OpenSegment | null;
  /** The events that limits of single sources have not let go; null when all are there. */
  visible(columns: Columns): Bitset | null;
  /** A record of this segment could not be read. */
  damaged(segment: Segment): void;
}

/** From which `seq` to which, both included, and in which direction. */
export interface WalkRange {
  readonly first: number;
  readonly last: number;
  readonly backward: boolean;
}

/** The events of one segment that lie in the range, by their number in it: `from` is included, `to` is not. */
export interface Piece {
  readonly open: OpenSegment;
  readonly from: number;
  readonly to: number;
}

/**
 * Opens the segments of a range one after the other and closes each when the next is asked for. Which is next is looked
 * up when its turn comes, for retention may have replaced it while the query waited for the next slice: no event is left
 * out or comes twice.
 */
export function* walk(source: QuerySource, range: WalkRange): Generator<Piece, void, undefined> {
  const { backward } = range;
  let { first, last } = range;
  const end = pieceOf(source.growing, Math.max(first, source.growingFrom), last);
  if (backward && end) yield end;
  last = Math.min(last, source.growingFrom - 1);
  for (;;) {
    const next = nextSegment(source, first, last, backward);
    if (!next) break;
    const open = source.open(next.segment);
    const from = first;
    const to = last;
    if (backward) last = next.low - 1;
    else first = next.high + 1;
    if (!open) continue;
    try {
      const piece = pieceOf(open, from, to);
      if (piece) yield piece;
    } finally {
      open.reader.close();
    }
  }
  if (!backward && end) yield end;
}

function pieceOf(open: OpenSegment, first: number, last: number): Piece | null {
  const from = open.columns.lowerBound(first);
  const to = open.columns.lowerBound(last + 1);
  return from < to ? { open, from, to } : null;
}

interface Bounds {
  readonly segment: Segment;
  readonly low: number;
  readonly high: number;
}

function nextSegment(source: QuerySource, first: number, last: number, backward: boolean): Bounds | null {
  const { segments } = source;
  for (let i = 0; i < segments.length; i++) {
    const at = backward ? segments.length - 1 - i : i;
    const segment = segments[at]!;
    if (segment.summary?.events === 0) continue;
    const { low, high } = boundsOf(segment, segments[at + 1]?.nameSeq ?? source.growingFrom);
    if (low <= last && high >= first) return { segment, low, high };
  }
  return null;
}

/** The `seq`s that a segment can have; without a summary the neighbours bound them. */
export function boundsOf({ summary, carry, nameSeq }: Segment, next: number): { low: number; high: number } {
  if (summary) return { low: summary.firstSeq, high: summary.lastSeq };
  return carry ? { low: 0, high: nameSeq - 1 } : { low: nameSeq, high: next - 1 };
}
