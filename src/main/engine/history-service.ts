import type { ViewFilter, HistoryTotals } from '@shared/feed';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { ChannelAt, ExportScope, HistorySettings, HistoryState, Retention } from '@shared/history';
import type { QueryNode } from '@shared/query';
import type { SeenFields } from '@shared/query/seen-fields';
import type { EventDetail, NewStreamEvent, StreamEvent } from '@shared/stream-event';
import { EventBuffer } from '../history/event-buffer';
import { toEventDetail } from '../history/event-row';
import type { FeedPort } from '../history/feed-port';
import { LiveFeed } from '../history/live-feed';
import { FieldCensus } from '../history/query/field-census';
import { compileQuery } from '../history/query/compile';
import { PayloadReader } from '../history/query/payload';
import type { RetentionPolicy, StoreStats } from '../history/store/api';
import { openEventStore, type ClearedHistory, type EventStore } from '../history/store/event-store';
import { viewQueries, type SourceNames } from '../history/view-query';
import type { NoticeBoard } from './notice-board';

/** What is kept in memory as well: enough for a full window of any rate, whatever else happens. */
const MEMORY = { events: 20_000, bytes: 64 * 1024 * 1024 };
const STATE_EVERY_MS = 1_000;
/** Events whose fields are noted for completions: the first of a batch, at most this often. */
const CENSUS_EVERY_MS = 20;
const CENSUS_AT_START = 200;
/** Events that are read from the store at once while all are handed on. */
const READ_EVENTS = 1_000;
/** What an import leaves free in the queue of the store for what arrives, bytes. */
const ROOM_FOR_LIVE = 24 * 1024 * 1024;
/** Between two looks whether there is room, ms. */
const ROOM_EVERY_MS = 10;
/** Feeds at a time. One window has one; a reloaded window's old one closes by itself. */
const MAX_FEEDS = 8;
const MEBIBYTE = 1024 * 1024;
const DAY_MS = 86_400_000;

export interface HistoryServiceOptions {
  /** Folder of the store; made when it is missing. */
  readonly folder: string;
  /** The built `history/store/store-thread`; null: nothing is kept on disk. */
  readonly thread: string | null;
  readonly notices: NoticeBoard;
  readonly limits: HistorySettings;
  /** Names that people gave to sources, by id. */
  sourceNames(): SourceNames;
  onChange(): void;
}

/** Everything that was received: in memory the newest, on disk all of it; and the live feeds over it. */
export class HistoryService {
  readonly buffer: EventBuffer;
  readonly #options: HistoryServiceOptions;
  readonly #store: EventStore | null;
  readonly #notOpened: Problem | null;
  readonly #census = new FieldCensus(new PayloadReader());
  readonly #timer: NodeJS.Timeout;
  #censusAt = 0;
  #feeds: LiveFeed[] = [];
  #stats: StoreStats | null = null;
  #statsOf = '';
  #asking = false;
  #cleared: ClearedHistory | null = null;
  /** Events of the store when it was last asked, and the number that the next one got then. */
  #base = { events: 0, nextSeq: 0 };
  #policy = '';
  #limits: HistorySettings;
  #sourceLimits: ReadonlyMap<string, Retention> = new Map();

  /** Never throws: without its store it keeps the newest events in memory, and says why. */
  static async open(options: HistoryServiceOptions): Promise<HistoryService> {
    if (options.thread === null) return new HistoryService(options, null, null);
    try {
      const store = await openEventStore(options.folder, { thread: options.thread });
      return new HistoryService(options, store, null);
    } catch (error) {
      const problem = toProblem(error);
      options.notices.raise({ id: 'history', level: 'error', ...problem });
      return new HistoryService(options, null, problem);
    }
  }

  private constructor(options: HistoryServiceOptions, store: EventStore | null, notOpened: Problem | null) {
    this.#options = options;
    this.#store = store;
    this.#notOpened = notOpened;
    this.#limits = options.limits;
    this.buffer = new EventBuffer(MEMORY, store?.nextSeq ?? 1);
    this.buffer.onBatch((batch) => this.#take(batch));
    store?.onChange(() => this.#askStats());
    this.#timer = setInterval(() => this.#askStats(), STATE_EVERY_MS);
    this.#timer.unref();
    this.#retain();
    this.#askStats();
    void this.#noteStored();
  }

  #take(batch: readonly StreamEvent[]): void {
    this.#store?.append(batch);
    const now = performance.now();
    const first = batch[0];
    if (!first || now - this.#censusAt < CENSUS_EVERY_MS) return;
    this.#censusAt = now;
    this.#census.note(first);
  }

  /** The fields of what is there from earlier runs, for the first completions. */
  async #noteStored(): Promise<void> {
    const page = await this.#store?.page({ kind: 'all' }, { limit: CENSUS_AT_START }).catch(() => null);
    for (const event of page?.events ?? []) this.#census.note(event);
  }

  openFeed(port: FeedPort): void {
    this.#feeds = this.#feeds.filter((feed) => !feed.closed);
    if (this.#feeds.length >= MAX_FEEDS) this.#feeds.shift()?.close();
    const feed = new LiveFeed(port, {
      buffer: this.buffer,
      store: this.#store,
      totals: () => this.totals(),
      sourceNames: () => this.#options.sourceNames(),
    });
    this.#feeds.push(feed);
  }

  totals(): HistoryTotals {
    const { received, nextSeq } = this.buffer;
    const dropped = this.#store?.dropped ?? 0;
    return {
      received,
      stored: this.#store ? this.#base.events + nextSeq - this.#base.nextSeq : this.buffer.size,
      evicted: this.#store ? (this.#stats?.evicted ?? 0) : this.buffer.evicted,
      dropped,
    };
  }

  state(): HistoryState {
    const stats = this.#stats;
    const totals = this.totals();
    return {
      kept: this.#store !== null,
      problem: stats?.problem ?? this.#notOpened,
      events: stats?.events ?? totals.stored,
      bytes: (stats?.bytes ?? 0) + (stats?.indexBytes ?? 0),
      stored: stats?.stored ?? 0,
      evicted: totals.evicted,
      dropped: totals.dropped,
      carried: stats?.carried ?? 0,
      unindexed: stats?.unindexed ?? 0,
      waitingBytes: stats?.waitingBytes ?? 0,
      notJson: stats?.notJson ?? 0,
      badUtf8: stats?.badUtf8 ?? 0,
      cut: stats?.cut ?? 0,
      damagedFiles: stats?.damagedFiles ?? 0,
      damagedBytes: stats?.damagedBytes ?? 0,
      tornBytes: stats?.tornBytes ?? 0,
      oldestAt: stats?.oldestAt ?? null,
      sources: (stats?.sources ?? []).map(({ source, events, bytes }) => ({
        sourceId: source,
        events,
        bytes,
      })),
      cleared: stats?.cleared ?? null,
    };
  }

  /** One event with everything, from memory or from disk; null when it is not there any more. */
  async detail(seq: number): Promise<EventDetail | null> {
    const event = this.buffer.get(seq) ?? (await this.#store?.get(seq)) ?? null;
    return event && toEventDetail(event);
  }

  async clear(): Promise<void> {
    this.buffer.clear();
    this.#cleared = (await this.#store?.clear()) ?? null;
    this.#askStats();
  }

  /** Brings back what was cleared; false when it is too late. */
  async undoClear(token: number): Promise<boolean> {
    const back = this.#stats?.cleared?.token === token && (await this.#cleared?.undo()) === true;
    this.#askStats();
    return back;
  }

  fields(): SeenFields {
    return this.#census.seen();
  }

  /** The channels as they were at a moment (epoch ms). */
  async channelsAt(time: number): Promise<readonly ChannelAt[]> {
    return (await this.#store?.channelsAt(time)) ?? [];
  }

  async countBySource(
    filter: ViewFilter,
  ): Promise<{ events: number; sources: { sourceId: string; events: number }[] }> {
    const { rows } = this.#queries(filter);
    const sources = await Promise.all(
      (this.#stats?.sources ?? []).map(async ({ source }) => ({
        sourceId: source,
        events: await this.#countNode({ kind: 'and', nodes: [ofSource(source), rows] }),
      })),
    );
    const found = sources.filter(({ events }) => events > 0).sort((a, b) => b.events - a.events);
    return { events: found.reduce((sum, { events }) => sum + events, 0), sources: found };
  }

  /** How many events an export takes. */
  async count(scope: ExportScope, signal?: AbortSignal): Promise<number> {
    return scope.kind === 'selection' ? scope.seqs.length : this.#countNode(this.#nodeOf(scope), signal);
  }

  /** The events of an export, oldest first; what arrives meanwhile is not among them. */
  async *events(scope: ExportScope, signal?: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    if (scope.kind === 'selection') {
      for (const seq of [...scope.seqs].sort((a, b) => a - b)) {
        const event = this.buffer.get(seq) ?? (await this.#store?.get(seq));
        if (event) yield event;
      }
      return;
    }
    const node = this.#nodeOf(scope);
    const matches = compileQuery(node);
    const end = this.buffer.nextSeq;
    let after = 0;
    while (this.#store && after + 1 < this.buffer.firstSeq) {
      const page = await this.#store.page(node, { after, limit: READ_EVENTS }, signal);
      for (const event of page.events) {
        if (event.seq >= end) return;
        yield event;
      }
      after = page.more ? (page.events.at(-1)?.seq ?? after) : Math.max(after, this.buffer.firstSeq - 1);
    }
    // The newest are in memory, whether the disk took them or not.
    for (let seq = Math.max(after + 1, this.buffer.firstSeq); seq < end; seq++) {
      const event = this.buffer.get(seq);
      if (event && matches(event)) yield event;
    }
  }

  /**
   * Takes events that were read from a file. Resolves when there is room for more.
   * @throws StreamgaugeError `history-not-kept`, `history-disk-full`, `history-not-written`
   */
  async append(events: readonly NewStreamEvent[]): Promise<void> {
    const store = this.#store;
    if (!store) {
      throw new StreamgaugeError(
        'history-not-kept',
        'A file cannot be opened while the history is not kept on disk.',
        {
          hint: this.#notOpened?.message ?? 'Start Streamgauge again.',
        },
      );
    }
    for (const event of events) this.buffer.append(event);
    this.buffer.flush();
    while (store.room() < ROOM_FOR_LIVE) {
      if (this.#stats?.problem) {
        const { code, message, hint } = this.#stats.problem;
        throw new StreamgaugeError(code, message, hint === undefined ? {} : { hint });
      }
      await new Promise((resolve) => setTimeout(resolve, ROOM_EVERY_MS));
    }
  }

  /** Deletes all that is stored of a source. */
  async forget(sourceId: string): Promise<void> {
    this.buffer.flush();
    await this.#store?.forget(sourceId);
    this.#askStats();
  }

  /** Sets what is kept. */
  setLimits(limits: HistorySettings): void {
    this.#limits = limits;
    this.#retain();
  }

  setSourceLimits(limits: ReadonlyMap<string, Retention>): void {
    this.#sourceLimits = limits;
    this.#retain();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const feed of this.#feeds) feed.close();
    this.#feeds = [];
    this.buffer.flush();
    await this.#store?.close();
  }

  #queries(filter: ViewFilter): { readonly rows: QueryNode } {
    return viewQueries(filter, this.#options.sourceNames(), Date.now());
  }

  #nodeOf(scope: Exclude<ExportScope, { kind: 'selection' }>): QueryNode {
    return scope.kind === 'all' ? { kind: 'all' } : this.#queries(scope.filter).rows;
  }

  async #countNode(node: QueryNode, signal?: AbortSignal): Promise<number> {
    this.buffer.flush();
    if (this.#store) return this.#store.count(node, signal);
    const matches = compileQuery(node);
    let count = 0;
    for (let seq = this.buffer.firstSeq; seq < this.buffer.nextSeq; seq++) {
      const event = this.buffer.get(seq);
      if (event && matches(event)) count++;
    }
    return count;
  }

  #retain(): void {
    const { bytes, ...limits } = limitsOf(this.#limits);
    const policy: RetentionPolicy = {
      ...limits,
      // The other half is for indexes.
      ...(bytes !== undefined && { bytes: bytes / 2 }),
      sources: Object.fromEntries(
        [...this.#sourceLimits]
          .map(([id, limits]) => [id, limitsOf(limits)])
          .filter(([, limits]) => Object.keys(limits!).length > 0),
      ) as NonNullable<RetentionPolicy['sources']>,
    };
    const text = JSON.stringify(policy);
    if (text === this.#policy) return;
    this.#policy = text;
    this.#store?.retain(policy).then(
      () => this.#askStats(),
      () => undefined,
    );
  }

  #askStats(): void {
    const store = this.#store;
    if (!store) return this.#options.onChange();
    if (this.#asking) return;
    this.#asking = true;
    store.stats().then(
      (stats) => {
        this.#asking = false;
        this.#took(stats);
      },
      () => (this.#asking = false),
    );
  }

  #took(stats: StoreStats): void {
    this.#stats = stats;
    // What is received but not yet written is on its way.
    const { nextSeq } = this.buffer;
    this.#base = { events: stats.events + waiting(stats, this.buffer), nextSeq };
    const told = JSON.stringify({ ...stats, waitingBytes: 0 });
    if (told === this.#statsOf) return;
    this.#statsOf = told;
    const { problem } = stats;
    if (problem) this.#options.notices.raise({ id: 'history', level: 'error', ...problem });
    else this.#options.notices.withdraw('history');
    this.#options.onChange();
  }
}

/** Events that the store has been given and has not written. */
function waiting(stats: StoreStats, buffer: EventBuffer): number {
  return Math.max(0, buffer.nextSeq - stats.nextSeq);
}

function ofSource(id: string): QueryNode {
  return { kind: 'field', path: ['source'], match: { kind: 'is', value: id } };
}

function limitsOf({ megabytes, events, days }: Retention): {
  bytes?: number;
  events?: number;
  ageMs?: number;
} {
  return {
    ...(megabytes > 0 && { bytes: megabytes * MEBIBYTE }),
    ...(events > 0 && { events }),
    ...(days > 0 && { ageMs: days * DAY_MS }),
  };
}
