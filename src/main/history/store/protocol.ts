import type { Problem } from '@shared/errors';
import type { ChannelAt } from '@shared/history';
import type { QueryNode } from '@shared/query';
import type { SeriesAnswer, SeriesRequest } from '@shared/series';
import type { EventRow } from '@shared/stream-event';
import type {
  HistogramAnswer,
  HistogramRequest,
  PageRequest,
  RetentionPolicy,
  ScanChunk,
  StoreChange,
  StoreStats,
} from './api';

export interface StoreThreadData {
  readonly folder: string;
  /** How long a cleared history can be brought back, ms. */
  readonly undoMs: number;
  /** Reads what is there and writes nothing. */
  readonly readOnly: boolean;
}

/** What of a store's figures its thread knows. */
export type ThreadStats = Omit<StoreStats, 'dropped' | 'waitingBytes'>;

/** Answered while others that came later may be answered first; can be cancelled. */
export type QueryRequest = { readonly id: number } & (
  | { readonly kind: 'page'; readonly node: QueryNode; readonly page: PageRequest }
  | { readonly kind: 'count'; readonly node: QueryNode }
  | {
      readonly kind: 'scan';
      readonly query: { readonly base: QueryNode; readonly rows: QueryNode };
      readonly before: number;
    }
  | {
      readonly kind: 'rows';
      readonly seqs: readonly number[];
      readonly mark: QueryNode | null;
      readonly columns: readonly string[];
    }
  | { readonly kind: 'histogram'; readonly node: QueryNode; readonly range: HistogramRequest }
  | { readonly kind: 'channels'; readonly time: number; readonly limit: number }
  | { readonly kind: 'series'; readonly request: SeriesRequest }
);

/** Refused by a history that is only read. */
export type ChangeRequest = { readonly id: number } & (
  | { readonly kind: 'append'; readonly records: ArrayBuffer; readonly length: number }
  | { readonly kind: 'retain'; readonly policy: RetentionPolicy }
  | { readonly kind: 'clear' }
  | { readonly kind: 'undo'; readonly token: number }
  | { readonly kind: 'hide' | 'forget'; readonly source: string; readonly below: number }
  | { readonly kind: 'show'; readonly source: string }
);

/** What the store's thread is asked. `id` is 1 or more and comes back with the answer; `cancel` has none. */
export type StoreRequest =
  | QueryRequest
  | ChangeRequest
  | ({ readonly id: number } & (
      { readonly kind: 'stats' | 'settle' | 'close' } | { readonly kind: 'cancel'; readonly target: number }
    ));

/** Number 0 comes unasked: once, when the store is open, its `nextSeq`; then changes. */
export type StoreAnswer = { readonly id: number } & (
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'page'; readonly records: Uint8Array<ArrayBuffer>; readonly more: boolean }
  /** Not the last one of a scan, which is a value. */
  | { readonly kind: 'chunk'; readonly chunk: ScanChunk }
  | { readonly kind: 'rows'; readonly rows: EventRow[] }
  | { readonly kind: 'histogram'; readonly histogram: HistogramAnswer }
  | { readonly kind: 'channels'; readonly channels: ChannelAt[] }
  | { readonly kind: 'series'; readonly series: SeriesAnswer }
  | { readonly kind: 'stats'; readonly stats: ThreadStats }
  | { readonly kind: 'change'; readonly change: StoreChange }
  | { readonly kind: 'error'; readonly problem: Problem }
);
