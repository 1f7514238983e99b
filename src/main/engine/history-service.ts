import type { ViewFilter, HistoryTotals } from '@shared/feed';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { ChannelAt, HistorySettings, HistoryState, Retention } from '@shared/history';
import type { SeenFields } from '@shared/query/seen-fields';
import type { EventDetail, NewStreamEvent, StreamEvent } from '@shared/stream-event';
import { EventBuffer } from '../history/event-buffer';
import { toEventDetail } from '../history/event-row';
import type { FeedPort } from '../history/feed-port';
import { LiveFeed } from '../history/live-feed';
import { SeriesReader } from '../history/series';
import { TextReader } from '../history/text-reader';
import { FieldCensus } from '../history/query/field-census';
import { PayloadReader } from '../history/query/payload';
import type { RetentionPolicy, StoreStats } from '../history/store/api';
import { openEventStore, type ClearedHistory, type EventStore } from '../history/store/event-store';
import type { SourceNames } from '../history/view-query';
import { everySecond } from './every-second';
import { HistoryDeletions } from './history-deletions';
import { HistoryReader } from './history-reader';
import { LimitLowering } from './limit-lowering';
import type { NoticeBoard } from './notice-board';

/** What is kept in memory as well: enough for a full window of any rate, whatever else happens. */
const MEMORY = { events: 20_000, bytes: 64 * 1024 * 1024 };
/** Events whose fields are noted for completions: the first of a batch, at most this often. */
const CENSUS_EVERY_MS = 20;
const CENSUS_AT_START = 200;
/** What an import leaves free in the queue of the store for what arrives, bytes. */
const ROOM_FOR_LIVE = 24 * 1024 * 1024;
/** Between two looks whether there is room, ms. */
const ROOM_EVERY_MS = 10;
/** Feeds at a time. One window has one; a reloaded window's old one closes by itself. */
const MAX_FEEDS = 8;
const MEGABYTE = 1_000_000;
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
  readonly reader: HistoryReader;
  readonly series: SeriesReader;
  readonly texts: TextReader;
  readonly #options: HistoryServiceOptions;
  readonly #store: EventStore | null;
  readonly #notOpened: Problem | null;
  readonly #deletions: HistoryDeletions;
  readonly #limits: LimitLowering;
  readonly #census = new FieldCensus(new PayloadReader());
  readonly #stopAsking: () => void;
  #censusAt = 0;
  #feeds: LiveFeed[] = [];
  #stats: StoreStats | null = null;
  #statsOf = '';
  #told: Problem | null = null;
  #asking: 'no' | 'once' | 'again' = 'no';
  #cleared: ClearedHistory | null = null;
  /** Events of the store when it was last asked, with those on their way to it, and what it had taken by then. */
  #base = { events: 0, taken: 0 };
  #policy = '';

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
    this.#limits = new LimitLowering({ all: options.limits, sources: new Map() }, () => this.#retain());
    this.buffer = new EventBuffer(MEMORY, store?.nextSeq ?? 1);
    this.series = new SeriesReader(this.buffer, store);
    this.texts = new TextReader(this.buffer, store);
    this.reader = new HistoryReader(this.buffer, store, () => options.sourceNames());
    this.#deletions = new HistoryDeletions(this.buffer, store, () => {
      this.#askStats();
      options.onChange();
    });
    this.buffer.onBatch((batch) => this.#take(batch));
    store?.onChange(() => this.#askStats());
    this.#stopAsking = everySecond(() => this.#askStats());
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
    const { received } = this.buffer;
    const dropped = this.#store?.dropped ?? 0;
    return {
      received,
      stored: this.#store ? this.#base.events + this.#store.taken - this.#base.taken : this.buffer.size,
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
      // The one that grows has none yet by design.
      unindexed: Math.max(0, (stats?.unindexed ?? 0) - 1),
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
      leaving: this.#deletions.leaving,
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

  /** How many events a filter lets through, and of which sources. */
  async countBySource(filter: ViewFilter): ReturnType<HistoryReader['countBySource']> {
    this.buffer.flush();
    const stats = await this.#store?.stats();
    const ids = stats?.sources.map(({ source }) => source) ?? [...this.#options.sourceNames().keys()];
    return this.reader.countBySource(filter, ids);
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

  /** Deletes all that is stored of a source, for good. */
  forget(sourceId: string): Promise<void> {
    return this.#deletions.now(sourceId);
  }

  /**
   * Takes all events of a source out of the history, and deletes them when that is not taken back for 10 s.
   * @param setAside does the same with what else is known of these events, and answers how to put it back
   * @returns for `undoForget`
   */
  forgetLater(sourceId: string, setAside: () => () => void): Promise<number> {
    const share = this.#stats?.sources.find(({ source }) => source === sourceId);
    const size = { events: share?.events ?? 0, bytes: share?.bytes ?? 0 };
    return this.#deletions.later(sourceId, size, setAside);
  }

  /** Brings back what `forgetLater` took; false when it is too late. */
  undoForget(token: number): Promise<boolean> {
    return this.#deletions.undo(token);
  }

  /** Sets what is kept. A lowered limit lets nothing go for 10 s, in which setting the old one again takes it back. */
  setLimits(limits: HistorySettings): void {
    this.#limits.set({ all: limits });
  }

  /** As `setLimits`, of single sources by their ids; those that have no limits are among them. */
  setSourceLimits(limits: ReadonlyMap<string, Retention>): void {
    this.#limits.set({ sources: limits });
  }

  async close(): Promise<void> {
    this.#stopAsking();
    this.#limits.close();
    for (const feed of this.#feeds) feed.close();
    this.#feeds = [];
    this.buffer.flush();
    await this.#deletions.close();
    await this.#store?.close();
  }

  #retain(): void {
    const { all, sources } = this.#limits.met;
    const { bytes, ...limits } = limitsOf(all);
    const policy: RetentionPolicy = {
      ...limits,
      // The other half is for indexes.
      ...(bytes !== undefined && { bytes: bytes / 2 }),
      sources: Object.fromEntries(
        [...sources]
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

  /** Asked while an answer is on its way, it asks once more: that answer may be of before what has changed since. */
  #askStats(): void {
    const store = this.#store;
    if (!store) return this.#changed(JSON.stringify(this.totals()));
    if (this.#asking !== 'no') {
      this.#asking = 'again';
      return;
    }
    this.#asking = 'once';
    const answered = (stats: StoreStats | null): void => {
      const again = this.#asking === 'again';
      this.#asking = 'no';
      if (stats) this.#took(stats);
      if (stats && again) this.#askStats();
    };
    store.stats().then(answered, () => answered(null));
  }

  #took(stats: StoreStats): void {
    this.#stats = stats;
    const taken = this.#store?.taken ?? 0;
    this.#base = { events: stats.events + taken - stats.stored, taken };
    this.#tell(stats.problem);
    this.#changed(JSON.stringify({ ...stats, waitingBytes: 0 }));
  }

  /** Says that there is something new, when there is. */
  #changed(told: string): void {
    if (told === this.#statsOf) return;
    this.#statsOf = told;
    this.#options.onChange();
  }

  /** Once for each problem: a notice that somebody dismissed does not come back each second. */
  #tell(problem: Problem | null): void {
    if (problem?.message === this.#told?.message) return;
    this.#told = problem;
    if (problem) this.#options.notices.raise({ id: 'history', level: 'error', ...problem });
    else this.#options.notices.withdraw('history');
  }
}

function limitsOf({ megabytes, events, days }: Retention): {
  bytes?: number;
  events?: number;
  ageMs?: number;
} {
  return {
    ...(megabytes > 0 && { bytes: megabytes * MEGABYTE }),
    ...(events > 0 && { events }),
    ...(days > 0 && { ageMs: days * DAY_MS }),
  };
}
