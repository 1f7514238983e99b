import type { QueryNode } from '@shared/query';
import type { EventRow, StreamEvent } from '@shared/stream-event';
import type { FoundEvents } from './position-index';

export interface HistogramRequest {
  /** Epoch ms, `to` not included. */
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

export interface HistogramAnswer {
  readonly events: readonly number[];
  readonly errors: readonly number[];
  readonly extent: { readonly from: number; readonly to: number } | null;
}

/** What live views need of the event store. */
export interface StoredHistory {
  /** Finds the events below `before` that match, stretch by stretch, newest first. */
  scan(
    queries: { readonly base: QueryNode; readonly rows: QueryNode },
    before: number,
    onFound: (found: FoundEvents & { readonly looked: number; readonly of: number }) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Rows in the order asked for, with `columns` of the payload; those that are not there are left out. At most 1,000. */
  rows(seqs: readonly number[], mark: QueryNode | null, columns: readonly string[]): Promise<EventRow[]>;
  histogram(node: QueryNode, request: HistogramRequest, signal?: AbortSignal): Promise<HistogramAnswer>;
  page(
    node: QueryNode,
    request: { readonly before?: number; readonly after?: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<{ readonly events: readonly StreamEvent[] }>;
  onChange(
    listener: (
      change:
        | { readonly kind: 'evicted'; readonly below: number; readonly kept: readonly number[] }
        | { readonly kind: 'changed' },
    ) => void,
  ): () => void;
}
