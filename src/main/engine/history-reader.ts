import type { ChangingPaths } from '@shared/changing-paths';
import type { EarlierEvents } from '@shared/earlier-events';
import type { ViewFilter } from '@shared/feed';
import type { ExportScope } from '@shared/history';
import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { changingPaths } from '../history/changing-paths';
import { earlierEvents } from '../history/earlier-events';
import type { EventBuffer } from '../history/event-buffer';
import { PositionIndex } from '../history/position-index';
import { compileQuery } from '../history/query/compile';
import type { EventStore } from '../history/store/event-store';
import { TypeCounts } from '../history/type-counts';
import { viewQueries, type SourceNames } from '../history/view-query';

/** Events that are read from the store at once while all are handed on. */
const READ_EVENTS = 1_000;

type Stretch = Extract<ExportScope, { kind: 'stretch' }>;

/** Counts and reads parts of the history, on disk and in memory, for exports and counts. */
export class HistoryReader {
  readonly #buffer: EventBuffer;
  readonly #store: EventStore | null;
  readonly #sourceNames: () => SourceNames;

  constructor(buffer: EventBuffer, store: EventStore | null, sourceNames: () => SourceNames) {
    this.#buffer = buffer;
    this.#store = store;
    this.#sourceNames = sourceNames;
  }

  /** What came before an event; null when it is not there any more. */
  earlier(seq: number, most: number): Promise<EarlierEvents | null> {
    return earlierEvents({ buffer: this.#buffer, store: this.#store }, seq, most);
  }

  /** What changes among the events alike up to one; null when that is not there any more. */
  changing(seq: number): Promise<ChangingPaths | null> {
    return changingPaths({ buffer: this.#buffer, store: this.#store }, seq);
  }

  /** How many events a filter lets through, of each of these sources. */
  async countBySource(
    filter: ViewFilter,
    ids: readonly string[],
  ): Promise<{ events: number; sources: { sourceId: string; events: number }[] }> {
    const rows = this.#rowsOf(filter);
    const sources = await Promise.all(
      ids.map(async (sourceId) => ({
        sourceId,
        events: await this.#countNode({ kind: 'and', nodes: [ofSource(sourceId), rows] }),
      })),
    );
    const found = sources.filter(({ events }) => events > 0).sort((a, b) => b.events - a.events);
    return { events: found.reduce((sum, { events }) => sum + events, 0), sources: found };
  }

  /** How many events an export takes. */
  async count(scope: ExportScope, signal?: AbortSignal): Promise<number> {
    if (scope.kind === 'selection') return scope.seqs.length;
    const node = this.#nodeOf(scope);
    return scope.kind === 'stretch' ? this.#countStretch(node, scope, signal) : this.#countNode(node, signal);
  }

  /** The events of an export, oldest first; what arrives from now on is not among them. */
  events(scope: ExportScope, signal?: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    return this.#events(scope, this.#buffer.nextSeq, signal);
  }

  async *#events(
    scope: ExportScope,
    nextSeq: number,
    signal?: AbortSignal,
  ): AsyncGenerator<StreamEvent, void, undefined> {
    if (scope.kind === 'selection') {
      for (const seq of [...scope.seqs].sort((a, b) => a - b)) {
        const event = this.#buffer.get(seq) ?? (await this.#store?.get(seq));
        if (event) yield event;
      }
      return;
    }
    const node = this.#nodeOf(scope);
    const matches = compileQuery(node);
    const end = scope.kind === 'stretch' ? Math.min(scope.to + 1, nextSeq) : nextSeq;
    let after = scope.kind === 'stretch' ? scope.from - 1 : 0;
    while (this.#store && after + 1 < this.#buffer.firstSeq) {
      // What leaves memory while the store reads is looked for in the next round.
      const { firstSeq } = this.#buffer;
      const page = await this.#store.page(node, { after, limit: READ_EVENTS }, signal);
      for (const event of page.events) {
        if (event.seq >= end) return;
        yield event;
      }
      after = page.events.at(-1)?.seq ?? after;
      if (!page.more) after = Math.max(after, firstSeq - 1);
    }
    // The newest are in memory, whether the disk took them or not.
    for (let seq = Math.max(after + 1, this.#buffer.firstSeq); seq < end; seq++) {
      const event = this.#buffer.get(seq);
      if (event && matches(event)) yield event;
    }
  }

  #rowsOf(filter: ViewFilter): QueryNode {
    return viewQueries(filter, this.#sourceNames(), Date.now()).rows;
  }

  #nodeOf(scope: Exclude<ExportScope, { kind: 'selection' }>): QueryNode {
    return scope.kind === 'all' ? { kind: 'all' } : this.#rowsOf(scope.filter);
  }

  async #countNode(node: QueryNode, signal?: AbortSignal): Promise<number> {
    this.#buffer.flush();
    return this.#store ? this.#store.count(node, signal) : this.#countMemory(node, 0, Infinity);
  }

  /** How many events match from one number to another. */
  async #countStretch(node: QueryNode, { from, to }: Stretch, signal?: AbortSignal): Promise<number> {
    if (!this.#store) return this.#countMemory(node, from, to);
    const found = new PositionIndex(new TypeCounts());
    const enough = new AbortController();
    const stop = (): void => enough.abort(signal?.reason);
    signal?.addEventListener('abort', stop);
    this.#buffer.flush();
    try {
      await this.#store.scan(
        { base: node, rows: node },
        to + 1,
        (chunk) => {
          found.prepend(chunk);
          if (chunk.firstSeq <= from) enough.abort();
        },
        enough.signal,
      );
    } catch (error) {
      if (signal?.aborted === true || !enough.signal.aborted) throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    return found.end - found.positionFrom(from);
  }

  #countMemory(node: QueryNode, from: number, to: number): number {
    const matches = compileQuery(node);
    const { firstSeq, nextSeq } = this.#buffer;
    let count = 0;
    for (let seq = Math.max(from, firstSeq); seq <= Math.min(to, nextSeq - 1); seq++) {
      const event = this.#buffer.get(seq);
      if (event && matches(event)) count++;
    }
    return count;
  }
}

function ofSource(id: string): QueryNode {
  return { kind: 'field', path: ['source'], match: { kind: 'is', value: id } };
}
