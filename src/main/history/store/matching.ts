import type { QueryNode } from '@shared/query';
import { Bitset } from './bitset';
import { candidates } from './candidates';
import { compileRecordQuery, RecordSubject } from './record-query';
import type { Piece, QuerySource } from './segment-walk';
import { Turns } from './turns';

/** A query made ready: its tree for the index, its test for single records. */
export interface ReadyQuery {
  readonly node: QueryNode;
  readonly test: (subject: RecordSubject) => boolean;
}

/** Throws what the pattern of a regular expression throws that is none. */
export function ready(node: QueryNode): ReadyQuery {
  return { node, test: compileRecordQuery(node) };
}

/** What matches among the events of a piece. Bits below `decidedFrom` do not say anything yet. */
export interface Matches {
  /** Events that match the first query. */
  readonly base: Bitset;
  /** Events that match both. */
  readonly both: Bitset;
  decidedFrom: number;
}

/** How a query goes on between slices. */
export class Slices {
  readonly turns = new Turns();
  readonly cancelled: () => boolean;

  constructor(cancelled: () => boolean) {
    this.cancelled = cancelled;
  }

  /** To be asked between segments; false: the query was cancelled. */
  async goOn(): Promise<boolean> {
    if (!this.turns.due) return true;
    await this.turns.next();
    return !this.cancelled();
  }
}

/**
 * Finds the visible events of a piece that match a query, and those that match a second one as well, newest first.
 * Exact: what the index is not certain of is read. `paused` sees what is decided whenever a slice is over; with it the
 * search ends early when the segment has gone meanwhile. Null when the query was cancelled.
 */
export async function matchPiece(
  source: QuerySource,
  { open, from, to }: Piece,
  base: ReadyQuery,
  second: ReadyQuery | null,
  { turns, cancelled }: Slices,
  paused?: (matches: Matches) => void,
): Promise<Matches | null> {
  const { columns, index, reader, segment } = open;
  const within = numbersFrom(columns.length, from, to);
  const visible = source.visible(columns);
  if (visible) within.and(visible);
  const one = candidates(base.node, columns, index);
  const two = second && candidates(second.node, columns, index);
  const unsure = one.maybe.clone().and(within).and(one.yes.clone().not());
  const undecided = unsure.clone();
  if (two) undecided.or(two.maybe.clone().and(two.yes.clone().not()).and(one.maybe).and(within));
  const sure = within.and(one.yes);
  const matches: Matches = {
    base: sure,
    both: two ? sure.clone().and(two.yes) : sure,
    decidedFrom: to,
  };

  let subject: RecordSubject | null = null;
  let looked = 0;
  for (let event = undecided.previous(to - 1); event >= 0; event = undecided.previous(event - 1)) {
    const record = reader.read(event);
    if (record) {
      subject ??= new RecordSubject(record);
      if (!unsure.has(event) || base.test(subject)) {
        matches.base.add(event);
        if (!two || two.yes.has(event) || (two.maybe.has(event) && second.test(subject))) {
          matches.both.add(event);
        }
      }
    } else if (segment) source.damaged(segment);
    if ((++looked & 15) === 0 && turns.due) {
      matches.decidedFrom = event;
      paused?.(matches);
      await turns.next();
      if (cancelled()) return null;
      if (paused && segment?.gone) return matches;
    }
  }
  matches.decidedFrom = from;
  return matches;
}

function numbersFrom(size: number, from: number, to: number): Bitset {
  if (from === 0 && to === size) return new Bitset(size, true);
  const set = new Bitset(size);
  for (let event = from; event < to; event++) set.add(event);
  return set;
}
