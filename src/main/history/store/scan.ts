import type { QueryNode } from '@shared/query';
import { cutText } from '@shared/text';
import { ROW_NAME_LENGTH } from '../event-row';
import type { ScanChunk } from './api';
import type { Bitset } from './bitset';
import type { Columns } from './columns';
import { matchPiece, ready, Slices, type Matches } from './matching';
import { boundsOf, walk, type Piece, type QuerySource } from './segment-walk';

/** The first part of a segment that is read event by event is told after this long, the others after `PART_MS`. */
const FIRST_PART_MS = 8;
const PART_MS = 50;
/** Parts without matches are told at most this often, ms. */
const QUIET_MS = 50;
/** Most types in one chunk. */
const MAX_TYPES = 500;
/** Matches come as bits while there is one for this many events, and as numbers otherwise. */
const BITS_PER_MATCH = 64;
const MAX_BITS = 1 << 20;

/**
 * Looks at all events below `before`, newest first, and tells what matches: a chunk for each segment, and for parts of one
 * that has to be read event by event.
 */
export async function scanHistory(
  source: QuerySource,
  query: { readonly base: QueryNode; readonly rows: QueryNode },
  before: number,
  tell: (chunk: ScanChunk) => void,
  cancelled: () => boolean,
): Promise<void> {
  const base = ready(query.base);
  const rest = restOf(query.base, query.rows);
  const second = rest && ready(rest);
  const slices = new Slices(cancelled);
  const progress = new Progress(source, before, tell);
  const paused = (matches: Matches): void => progress.pause(matches);
  let last = before - 1;
  for (let again = true; again;) {
    again = false;
    for (const piece of walk(source, { first: 0, last, backward: true })) {
      progress.begin(piece);
      const matches = await matchPiece(source, piece, base, second, slices, paused);
      if (!matches) return;
      if (matches.decidedFrom > piece.from) {
        // The segment went while it was looked at: what was not told of it may be in another one now, or gone.
        last = progress.leave();
        again = true;
        break;
      }
      progress.finish(matches);
      if (!(await slices.goOn())) return;
    }
  }
}

/** What `rows` asks for beyond `base`; null when it is the same. `rows` as a whole when it does not hold `base`. */
function restOf(base: QueryNode, rows: QueryNode): QueryNode | null {
  const shown = JSON.stringify(base);
  if (JSON.stringify(rows) === shown) return null;
  if (rows.kind !== 'and') return rows;
  const nodes = rows.nodes.filter((node) => JSON.stringify(node) !== shown);
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes };
}

/** Cuts what is found into chunks. */
class Progress {
  readonly #source: QuerySource;
  readonly #before: number;
  readonly #tell: (chunk: ScanChunk) => void;
  /** Events of the segments that are done. */
  #done = 0;
  #piece: Piece | null = null;
  /** The events of the piece from here on have been told. */
  #told = 0;
  #due = 0;
  #quietUntil = 0;

  constructor(source: QuerySource, before: number, tell: (chunk: ScanChunk) => void) {
    this.#source = source;
    this.#before = before;
    this.#tell = tell;
  }

  begin(piece: Piece): void {
    this.#piece = piece;
    this.#told = piece.to;
    this.#due = performance.now() + FIRST_PART_MS;
  }

  pause(matches: Matches): void {
    if (performance.now() < this.#due) return;
    this.#due = performance.now() + PART_MS;
    this.#part(matches);
  }

  finish(matches: Matches): void {
    const { from, to } = this.#piece!;
    this.#part(matches);
    this.#done += to - from;
  }

  /** Gives the piece up; returns the `seq` of the newest event that has not been told. */
  leave(): number {
    const { open, to } = this.#piece!;
    this.#done += to - this.#told;
    return open.columns.seqAt(this.#told - 1);
  }

  #part(matches: Matches): void {
    const { open, to } = this.#piece!;
    const from = matches.decidedFrom;
    if (from === this.#told) return;
    const now = performance.now();
    const { columns } = open;
    const types = typesOf(columns, matches.base, from, this.#told);
    const found = foundIn(columns, matches.both, from, this.#told);
    this.#told = from;
    if (found.count === 0 && types.length === 0 && now < this.#quietUntil) return;
    this.#quietUntil = now + QUIET_MS;
    const looked = this.#done + to - from;
    this.#tell({ ...found, types, looked, of: Math.max(looked, this.#done + this.#left()) });
  }

  /** Events that are not in segments that are done. Close enough while the first segment is only partly asked for. */
  #left(): number {
    const { open, from, to } = this.#piece!;
    const { segments, growingFrom } = this.#source;
    const here = open.columns.seqAt(from);
    let left = to - from;
    segments.forEach((segment, i) => {
      const { low } = boundsOf(segment, segments[i + 1]?.nameSeq ?? growingFrom);
      if (low < Math.min(here, this.#before)) left += segment.summary?.events ?? 0;
    });
    return left;
  }
}

type Found = Pick<ScanChunk, 'firstSeq' | 'lastSeq' | 'bits' | 'seqs' | 'count'>;

/** The members of a set from event `from` to before event `to`, by `seq`. */
function foundIn(columns: Columns, set: Bitset, from: number, to: number): Found {
  const firstSeq = columns.seqAt(from);
  const lastSeq = columns.seqAt(to - 1);
  const span = lastSeq - firstSeq + 1;
  let count = 0;
  for (let event = set.next(from); event >= 0 && event < to; event = set.next(event + 1)) count++;
  if (count === 0) return { firstSeq, lastSeq, bits: null, seqs: null, count };
  const { seqs } = columns.arrays;
  if (span <= Math.min(MAX_BITS, count * BITS_PER_MATCH)) {
    const bits = new Uint32Array((span + 31) >>> 5);
    for (let event = set.next(from); event >= 0 && event < to; event = set.next(event + 1)) {
      const bit = seqs[event]! - firstSeq;
      bits[bit >>> 5]! |= 1 << (bit & 31);
    }
    return { firstSeq, lastSeq, bits, seqs: null, count };
  }
  const list = new Float64Array(count);
  let at = 0;
  for (let event = set.next(from); event >= 0 && event < to; event = set.next(event + 1)) {
    list[at++] = seqs[event]!;
  }
  return { firstSeq, lastSeq, bits: null, seqs: list, count };
}

/** Events by type, most frequent first. */
function typesOf(columns: Columns, set: Bitset, from: number, to: number): [string, number][] {
  const first = set.next(from);
  if (first < 0 || first >= to) return [];
  const { kinds, types } = columns.arrays;
  const counts = new Uint32Array(columns.typeNames.list.length);
  for (let event = first; event >= 0 && event < to; event = set.next(event + 1)) {
    if (kinds[event] === 0) counts[types[event]!]!++;
  }
  const named = new Map<string, number>();
  counts.forEach((count, number) => {
    if (count === 0) return;
    const name = cutText(columns.typeNames.list[number]!, ROW_NAME_LENGTH);
    named.set(name, (named.get(name) ?? 0) + count);
  });
  return [...named].sort((a, b) => b[1] - a[1]).slice(0, MAX_TYPES);
}
