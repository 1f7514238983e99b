import type { ExportScope } from '../../../src/shared/history';
import type { NewStreamEvent, StreamEvent } from '../../../src/shared/stream-event';
import type { HistoryReading, HistoryWriting } from '../../../src/main/engine/transfer/history-access';
import { StopLight } from './stop-light';

/** A history in memory that can be stopped in the midst of an append or of a reading. */
export class MemoryHistory implements HistoryReading, HistoryWriting {
  kept: StreamEvent[] = [];
  readonly forgotten: string[] = [];
  /** Sizes of the batches that came. */
  readonly batches: number[] = [];
  readonly writes = new StopLight();
  readonly reads = new StopLight();
  /** What the next append fails with. */
  failure: Error | null = null;
  /** What its limits have let go of. */
  evicted = 0;
  #seq = 0;

  async append(events: readonly NewStreamEvent[]): Promise<void> {
    if (this.failure) throw this.failure;
    this.batches.push(events.length);
    for (const event of events) this.kept.push({ ...event, seq: ++this.#seq });
    await this.writes.pass();
  }

  forget(sourceId: string): Promise<void> {
    this.forgotten.push(sourceId);
    this.kept = this.kept.filter((event) => event.sourceId !== sourceId);
    return Promise.resolve();
  }

  letGo(): number {
    return this.evicted;
  }

  count(scope: ExportScope, signal?: AbortSignal): Promise<number> {
    return signal?.aborted === true
      ? Promise.reject(signal.reason as Error)
      : Promise.resolve(this.#of(scope).length);
  }

  async *events(scope: ExportScope, signal?: AbortSignal): AsyncGenerator<StreamEvent> {
    for (const event of this.#of(scope)) {
      if (signal?.aborted === true) throw signal.reason;
      await this.reads.pass();
      yield event;
    }
  }

  #of(scope: ExportScope): StreamEvent[] {
    if (scope.kind === 'selection') return this.kept.filter(({ seq }) => scope.seqs.includes(seq));
    if (scope.kind === 'all') return this.kept;
    const { sources } = scope.filter;
    return this.kept.filter(({ sourceId }) => sources.length === 0 || sources.includes(sourceId));
  }
}
