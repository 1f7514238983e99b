import type { ExportScope } from '@shared/history';
import type { NewStreamEvent, StreamEvent } from '@shared/stream-event';

/** What an export needs of the history. */
export interface HistoryReading {
  /** Events of the scope. */
  count(scope: ExportScope, signal?: AbortSignal): Promise<number>;
  /** Those events, oldest first; none that arrive after it was asked for. */
  events(scope: ExportScope, signal?: AbortSignal): AsyncIterable<StreamEvent>;
}

/** What an import needs of the history. */
export interface HistoryWriting {
  /** Takes events in. Resolves when there is room for more. */
  append(events: readonly NewStreamEvent[]): Promise<void>;
  /** Deletes all events of a source. */
  forget(sourceId: string): Promise<void>;
  /** Events that the history's limits have let go of in this run, so far as it knows. */
  letGo(): number;
}
