import type { Problem } from '@shared/errors';

/** Bounds of what is kept; an absent one does not bind. Whole segments go at a time, so a little less is kept. */
export interface RetentionLimits {
  /** Of the segment files; for a source: of its raw frames. */
  readonly bytes?: number;
  readonly events?: number;
  /** Age of an event by its arrival, ms. */
  readonly ageMs?: number;
}

export interface RetentionPolicy extends RetentionLimits {
  /** Limits of single sources, by id. */
  readonly sources?: Readonly<Record<string, RetentionLimits>>;
}

export interface SourceStats {
  readonly source: string;
  readonly events: number;
  /** Of the raw frames. */
  readonly bytes: number;
}

/** What a store holds and what became of the rest. Counts are of this run where nothing else is said. */
export interface StoreStats {
  /** In the files. */
  readonly events: number;
  /** Of all segment files. */
  readonly bytes: number;
  /** Of their indexes, which come on top and can be as large again; limits do not count them. */
  readonly indexBytes: number;
  readonly segments: number;
  /** Segments that are searched without a text index. */
  readonly unindexed: number;
  /** The `seq` after the last. */
  readonly nextSeq: number;
  /** Events written. */
  readonly stored: number;
  /** Events that came while the queue was full, or that are too large. */
  readonly dropped: number;
  /** Events that the limits let go. */
  readonly evicted: number;
  /** Events in the files that only stay because they are the newest of their channel. */
  readonly carried: number;
  /** Events in the files by what is wrong with them: see `EventProblem`. */
  readonly notJson: number;
  readonly badUtf8: number;
  readonly cut: number;
  readonly damagedFiles: number;
  /** Bytes that could not be read. */
  readonly damagedBytes: number;
  /** Bytes of a half-written event at the end of the last run. */
  readonly tornBytes: number;
  /** Bytes that wait to be written. */
  readonly waitingBytes: number;
  /** When the oldest event in the files arrived, epoch ms. */
  readonly oldestAt: number | null;
  /** What was cleared last and can be brought back until then (epoch ms). */
  readonly cleared: ClearedStats | null;
  /** Why nothing can be written at the moment; writing goes on by itself when it can. */
  readonly problem: Problem | null;
  readonly sources: readonly SourceStats[];
}

export interface ClearedStats {
  readonly token: number;
  /** Epoch ms. */
  readonly until: number;
}

export interface PageRequest {
  /** Newest events below this `seq`. */
  readonly before?: number;
  /** Oldest events above this `seq`. With both, the newest between. */
  readonly after?: number;
  /** 1 to 10,000. */
  readonly limit: number;
}

/** What a stretch of the history holds of what is looked for. Stretches come newest first and do not overlap. */
export interface ScanChunk {
  /** All events from here to there have been looked at. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Bit i is the event with `seq` `firstSeq + i`; null where matches are far apart or none. */
  readonly bits: Uint32Array | null;
  /** The `seq`s of the matches instead, ascending. */
  readonly seqs: Float64Array | null;
  /** Matches. */
  readonly count: number;
  /** Events (of this kind) that match the base query, by type; the 500 most frequent. */
  readonly types: readonly (readonly [type: string, count: number])[];
  /** Events looked at so far, and in all. */
  readonly looked: number;
  readonly of: number;
}

export interface HistogramRequest {
  /** Epoch ms, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** Columns, 1 to `MAX_HISTOGRAM_BUCKETS`. */
  readonly buckets: number;
}

export interface HistogramAnswer {
  /** Oldest first. */
  readonly events: readonly number[];
  /** Those of level error, which are among the others. */
  readonly errors: readonly number[];
  /** When the first and the last that match arrived, anywhere in the history, epoch ms. */
  readonly extent: { readonly from: number; readonly to: number } | null;
}

/** What happened to events that had been stored. */
export type StoreChange =
  /** The limits let go of everything below a `seq`, but for these, ascending: the newest of their channels. */
  | { readonly kind: 'evicted'; readonly below: number; readonly kept: readonly number[] }
  /** Events in the midst of it went, or came back. */
  | { readonly kind: 'changed' };
