import { bitOf } from '../event-problem';
import type { Bitset } from './bitset';
import type { Columns } from './columns';

/** What is known of a segment without opening it. */
export interface SegmentSummary {
  readonly events: number;
  /** Of the file. */
  readonly bytes: number;
  /** 0 when there are no events. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Epoch ms of arrival; clocks jump, so the first event need not be the oldest. */
  readonly oldest: number;
  readonly newest: number;
  readonly sources: readonly SourceShare[];
  readonly problems: ProblemCounts;
}

/** Events by what is wrong with them; one with several problems counts in each. */
export interface ProblemCounts {
  readonly notJson: number;
  readonly badUtf8: number;
  readonly cut: number;
}

export interface SourceShare {
  readonly source: string;
  readonly events: number;
  /** Of the raw frames. */
  readonly bytes: number;
  /** Epoch ms. */
  readonly newest: number;
}

/**
 * Counts what a segment of `bytes` holds.
 * @param only the events that count; null: all
 */
export function summarise(columns: Columns, bytes: number, only: Bitset | null = null): SegmentSummary {
  const { seqs, times, sources, sizes, problems } = columns.arrays;
  const shares = columns.sourceNames.list.map((source) => ({ source, events: 0, bytes: 0, newest: 0 }));
  let oldest = Infinity;
  let newest = 0;
  const byProblems = new Uint32Array(256);
  for (let i = 0; i < columns.length; i++) {
    if (only?.has(i) === false) continue;
    const share = shares[sources[i]!]!;
    share.events++;
    share.bytes += sizes[i]!;
    share.newest = Math.max(share.newest, times[i]!);
    byProblems[problems[i]!]!++;
    oldest = Math.min(oldest, times[i]!);
    newest = Math.max(newest, times[i]!);
  }
  const events = only?.count() ?? columns.length;
  return {
    events,
    bytes,
    firstSeq: columns.length > 0 ? seqs[0]! : 0,
    lastSeq: columns.length > 0 ? seqs[columns.length - 1]! : 0,
    oldest: events > 0 ? oldest : 0,
    newest,
    sources: shares,
    problems: {
      notJson: withProblem(byProblems, bitOf('not-json')),
      badUtf8: withProblem(byProblems, bitOf('bad-utf8')),
      cut: withProblem(byProblems, bitOf('cut')),
    },
  };
}

function withProblem(byProblems: Uint32Array, bit: number): number {
  return byProblems.reduce((sum, events, bits) => sum + (bits & bit ? events : 0), 0);
}
