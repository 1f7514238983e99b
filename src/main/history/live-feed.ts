import {
  feedRequestSchema,
  RATE_SECONDS,
  type FeedMessage,
  type FeedRequest,
  type HistoryTotals,
} from '@shared/feed';
import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import type { EventRow, StreamEvent } from '@shared/stream-event';
import { untilWholeSecond } from '@shared/whole-seconds';
import * as v from 'valibot';
import type { EventBuffer } from './event-buffer';
import type { FeedPort } from './feed-port';
import { LiveView } from './live-view';
import { compileQuery } from './query/compile';
import { RowSource } from './row-source';
import type { StoredHistory } from './stored-history';
import { ofChannel, resolveSources, viewQueries, type SourceNames, type ViewQueries } from './view-query';

/** One frame of a 60 Hz display, ms. */
const FRAME_MS = 16;
/** Between updates that only move counters, and between lists of types, ms. */
const QUIET_MS = 250;
/** A lost acknowledgement (a reloaded window, a hidden one) holds updates back for this long, ms. */
const ACK_TIMEOUT_MS = 2_000;
/** How long a slice of a scan may keep the event loop, ms. */
const SLICE_MS = 8;
/** Questions that wait for the search to reach their answer. */
const MAX_WAITING = 32;

const GAP: QueryNode = { kind: 'field', path: ['kind'], match: { kind: 'is', value: 'gap' } };
const ERROR: QueryNode = { kind: 'field', path: ['level'], match: { kind: 'is', value: 'error' } };

type Seek = Extract<FeedRequest, { kind: 'seek' }>;
type Histogram = Extract<FeedRequest, { kind: 'histogram' }>;

/** What the next update has to tell: nothing, only counters, or rows. */
/** `heartbeats`: counters that nobody waits for. */
type News = 'none' | 'heartbeats' | 'counters' | 'rows';
const URGENCY: Readonly<Record<News, number>> = { none: 0, heartbeats: 1, counters: 2, rows: 3 };

export interface LiveFeedOptions {
  readonly buffer: EventBuffer;
  /** Null: nothing is kept on disk, and only what is in memory shows. */
  readonly store: StoredHistory | null;
  totals(): HistoryTotals;
  sourceNames(): SourceNames;
}

/** A filter that the window looks through. */
interface Looking {
  readonly number: number;
  readonly view: LiveView;
  readonly queries: ViewQueries;
  /** What the view would show at any time: the graph shows what is beside its brush. */
  readonly anyTime: QueryNode;
  /** Ends the search of the history. */
  readonly abort: AbortController;
  /** Null when the search of what is not in memory is done. */
  search: { readonly looked: number; readonly of: number } | null;
}

/** The live feed of one window: answers its requests and keeps it up to date, never faster than it can draw, and not while nobody sees it. */
export class LiveFeed {
  readonly #port: FeedPort;
  readonly #options: LiveFeedOptions;
  readonly #rows: RowSource;
  readonly #takeOff: (() => void)[];
  #looking: Looking | null = null;
  /** The window has heard nothing of this view yet. */
  #fresh = false;
  #followRows = 0;
  #news: News = 'none';
  #number = 0;
  #unacknowledged: number | null = null;
  #ackTimer: NodeJS.Timeout | null = null;
  #sendTimer: NodeJS.Timeout | null = null;
  #sendDue = 0;
  #sentAt = -Infinity;
  #sentFirst = 0;
  #sentEnd = 0;
  #typesSentAt = -Infinity;
  /** Rows of an update are on their way from the store. */
  #gathering = false;
  #slice: NodeJS.Immediate | null = null;
  #waiting: { readonly seq: number; readonly nearest: boolean }[] = [];
  #rejected = 0;
  #closed = false;

  constructor(port: FeedPort, options: LiveFeedOptions) {
    this.#port = port;
    this.#options = options;
    const { buffer, store } = options;
    this.#rows = new RowSource(buffer, store);
    this.#takeOff = [buffer.onBatch((batch) => this.#accept(batch)), buffer.onClear(() => this.#stale())];
    if (store) {
      this.#takeOff.push(
        store.onChange((change) => {
          if (change.kind === 'changed') this.#stale();
          else this.#evicted(change.below, change.kept);
        }),
      );
    }
    port.onMessage((data) => this.#receive(data));
    port.onClose(() => this.close());
    port.onSeen(() => this.#schedule());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Requests that did not have the shape of one and were ignored. */
  get rejected(): number {
    return this.#rejected;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const takeOff of this.#takeOff) takeOff();
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    if (this.#sendTimer) clearTimeout(this.#sendTimer);
    if (this.#slice) clearImmediate(this.#slice);
    this.#looking?.abort.abort();
    this.#looking = null;
    this.#waiting = [];
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    const parsed = v.safeParse(feedRequestSchema, data);
    if (parsed.success) this.#handle(parsed.output);
    else this.#rejected++;
  }

  #handle(request: FeedRequest): void {
    if (request.kind === 'view') return this.#look(request);
    if (request.kind === 'ack') {
      if (request.number === this.#unacknowledged) this.#acknowledged();
      return;
    }
    if (request.kind === 'follow') {
      this.#followRows = request.rows;
      if (request.rows > 0) this.#tell('rows');
      return;
    }
    const looking = this.#looking;
    if (!looking || request.view !== looking.number) return;
    switch (request.kind) {
      case 'mark':
        this.#rows.setMark(this.#query(request.query));
        if (this.#followRows > 0) this.#tell('rows');
        break;
      case 'columns':
        this.#rows.setColumns(request.paths);
        if (this.#followRows > 0) this.#tell('rows');
        break;
      case 'rows':
        void this.#sendRows(looking, request.from, request.count);
        break;
      case 'find':
        this.#find(request.seq, request.nearest);
        break;
      case 'seek':
        void this.#seek(looking, request);
        break;
      case 'histogram':
        void this.#histogram(looking, request);
        break;
    }
  }

  /** The query that a text asks; null for none and for one that cannot be read. */
  #query(text: string): QueryNode | null {
    const parsed = parseQuery(text);
    if (!parsed.ok || parsed.node.kind === 'all') return null;
    return resolveSources(parsed.node, this.#options.sourceNames());
  }

  #look({ view: number, filter }: Extract<FeedRequest, { kind: 'view' }>): void {
    this.#looking?.abort.abort();
    const { buffer, store } = this.#options;
    const names = this.#options.sourceNames();
    const now = Date.now();
    const queries = viewQueries(filter, names, now);
    const view = new LiveView(buffer, queries);
    const looking: Looking = {
      number,
      view,
      queries,
      anyTime: viewQueries({ ...filter, range: null }, names, now).rows,
      abort: new AbortController(),
      search: store ? { looked: 0, of: 0 } : null,
    };
    this.#looking = looking;
    this.#fresh = true;
    this.#waiting = [];
    if (store) void this.#search(looking, store);
    else view.allFound();
    this.#scan();
  }

  /** What is older than memory. A search that breaks off leaves what it found. */
  async #search(looking: Looking, store: StoredHistory): Promise<void> {
    const { view, queries, abort } = looking;
    const { signal } = abort;
    const now = Math.floor(Date.now() / 1_000);
    const from = now - RATE_SECONDS + 1;
    const rates = store.histogram(
      queries.rows,
      { from: from * 1_000, to: (now + 1) * 1_000, buckets: RATE_SECONDS },
      signal,
    );
    rates.then(
      ({ events, errors }) => {
        events.forEach((count, i) => count > 0 && view.seedRate(from + i, count, errors[i] ?? 0));
        this.#tell('counters');
      },
      () => undefined,
    );
    const found = store.scan(
      queries,
      view.boundary,
      (chunk) => {
        if (signal.aborted) return;
        view.addFound(chunk);
        looking.search = { looked: chunk.looked, of: chunk.of };
        this.#answerWaiting();
        this.#tell('rows');
      },
      signal,
    );
    await found.catch(() => undefined);
    if (signal.aborted) return;
    view.allFound();
    looking.search = null;
    this.#answerWaiting();
    this.#tell('rows');
  }

  /** One slice of the scan of what is in memory; the next one follows when the loop has had its turn. */
  #scan(): void {
    if (this.#slice) clearImmediate(this.#slice);
    this.#slice = null;
    const view = this.#looking?.view;
    if (!view) return;
    if (!view.scan(SLICE_MS)) this.#slice = setImmediate(() => this.#scan());
    this.#answerWaiting();
    this.#tell('rows');
  }

  #accept(batch: readonly StreamEvent[]): void {
    const view = this.#looking?.view;
    if (!view) return;
    view.accept(batch);
    // Without a store, what leaves memory has left.
    if (!this.#options.store) view.dropBelow(this.#options.buffer.firstSeq);
    if (view.end !== this.#sentEnd || view.first !== this.#sentFirst) this.#tell('rows');
    else this.#tell(batch.every(({ kind }) => kind === 'comment') ? 'heartbeats' : 'counters');
  }

  #evicted(below: number, kept: readonly number[]): void {
    this.#rows.forget();
    this.#looking?.view.dropBelow(below, kept);
    this.#tell('rows');
  }

  #stale(): void {
    this.#rows.forget();
    if (this.#looking) this.#post({ kind: 'stale', view: this.#looking.number });
  }

  async #sendRows(looking: Looking, from: number, count: number): Promise<void> {
    const { view, number } = looking;
    const start = Math.max(from, view.first);
    const rows = await this.#rows.rows(view.seqs(start, count));
    if (this.#looking === looking) this.#post({ kind: 'rows', view: number, from: start, rows });
  }

  /** Answers at once, or when the search has got there: "not there" must not mean "not yet there". */
  #find(seq: number, nearest = false): void {
    const view = this.#looking?.view;
    if (!view) return;
    const position = view.find(seq);
    if (position !== null) this.#found(position);
    else if (view.knows(seq)) this.#found(nearest ? nearestTo(view, seq) : null);
    else if (this.#waiting.push({ seq, nearest }) > MAX_WAITING) {
      this.#waiting.shift();
      this.#found(null);
    }
  }

  #answerWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { seq, nearest } of waiting) this.#find(seq, nearest);
  }

  #found(position: number | null): void {
    const { view, number } = this.#looking!;
    const seq = position === null ? null : view.seqAt(position);
    this.#post({ kind: 'found', view: number, position, seq });
  }

  async #seek(looking: Looking, request: Seek): Promise<void> {
    const { from, direction } = request;
    const wanted = this.#sought(request);
    const seq = wanted && (await this.#nearest(looking, wanted, from, direction).catch(() => null));
    if (this.#looking !== looking) return;
    if (seq === null) this.#found(null);
    else this.#find(seq);
  }

  #sought({ what, of }: Seek): QueryNode | null {
    if (what === 'channel') return of ? ofChannel(of.sourceId, of.channel) : null;
    return what === 'gap' ? GAP : what === 'error' ? ERROR : this.#rows.mark;
  }

  /** The nearest event of the view before or after a position that also matches another query. */
  async #nearest(
    { view, queries, abort }: Looking,
    wanted: QueryNode,
    from: number,
    direction: Seek['direction'],
  ): Promise<number | null> {
    const { buffer, store } = this.#options;
    const test = compileQuery(wanted);
    const inMemory = view.positionFrom(buffer.firstSeq);
    const matches = (position: number): boolean => {
      const seq = view.seqAt(position);
      const event = seq === null ? undefined : buffer.get(seq);
      return event !== undefined && test(event);
    };
    const node: QueryNode = { kind: 'and', nodes: [queries.rows, wanted] };
    const here = view.seqAt(Math.min(Math.max(from, view.first), view.end - 1));
    if (here === null) return null;
    if (direction === 'previous') {
      for (let at = Math.min(from, view.end) - 1; at >= inMemory; at--)
        if (matches(at)) return view.seqAt(at);
      const before = Math.min(from >= view.end ? Infinity : here, buffer.firstSeq);
      const page = await store?.page(node, { before, limit: 1 }, abort.signal);
      return page?.events[0]?.seq ?? null;
    }
    if (from + 1 < inMemory) {
      const page = await store?.page(node, { after: from < view.first ? 0 : here, limit: 1 }, abort.signal);
      const seq = page?.events[0]?.seq;
      if (seq !== undefined && seq < buffer.firstSeq) return seq;
    }
    for (let at = Math.max(from + 1, inMemory); at < view.end; at++) if (matches(at)) return view.seqAt(at);
    return null;
  }

  async #histogram(looking: Looking, { from, to, buckets }: Histogram): Promise<void> {
    const empty = {
      events: new Array<number>(buckets).fill(0),
      errors: new Array<number>(buckets).fill(0),
      extent: null,
    };
    const { store } = this.#options;
    const answer =
      (await store
        ?.histogram(looking.anyTime, { from, to, buckets }, looking.abort.signal)
        .catch(() => null)) ?? empty;
    if (this.#looking === looking)
      this.#post({ kind: 'histogram', view: looking.number, from, to, ...answer });
  }

  #tell(news: Exclude<News, 'none'>): void {
    if (URGENCY[news] > URGENCY[this.#news]) this.#news = news;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed || !this.#looking || this.#news === 'none') return;
    if (this.#unacknowledged !== null || this.#gathering) return;
    // What nobody sees waits until somebody does; a page that begins gets its first picture.
    if (!this.#fresh && !this.#port.isSeen()) return;
    const now = performance.now();
    const due =
      this.#news === 'heartbeats'
        ? now + untilWholeSecond()
        : this.#sentAt + (this.#news === 'rows' ? FRAME_MS : QUIET_MS);
    if (this.#sendTimer) {
      if (this.#sendDue <= due) return;
      clearTimeout(this.#sendTimer);
    }
    this.#sendDue = due;
    this.#sendTimer = setTimeout(() => this.#send(), Math.max(0, due - now));
  }

  #send(): void {
    this.#sendTimer = null;
    const looking = this.#looking;
    if (!looking || this.#closed) return;
    const { first, end } = looking.view;
    this.#news = 'none';
    const from = Math.max(first, end - this.#followRows);
    const tail = this.#rows.rows(this.#followRows > 0 ? looking.view.seqs(from, end - from) : []);
    if (Array.isArray(tail)) {
      this.#sendUpdate(looking, first, end, tail);
      return;
    }
    this.#gathering = true;
    void tail.then((rows) => {
      this.#gathering = false;
      if (this.#closed) return;
      if (this.#looking === looking) this.#sendUpdate(looking, first, end, rows);
      else this.#tell('rows');
    });
  }

  #sendUpdate(looking: Looking, first: number, end: number, tail: readonly EventRow[]): void {
    const { view, number } = looking;
    const search = looking.search ?? (view.complete ? null : { looked: 0, of: view.waiting });
    const now = performance.now();
    this.#sentAt = now;
    this.#sentFirst = first;
    this.#sentEnd = end;
    const types = view.typesChanged && (this.#fresh || now - this.#typesSentAt >= QUIET_MS);
    if (types) this.#typesSentAt = now;
    const rate = this.#fresh ? view.takeAllRates(Date.now()) : view.takeChangedRates();
    const update: FeedMessage = {
      kind: 'update',
      number: ++this.#number,
      view: number,
      first,
      end,
      search,
      tail,
      totals: this.#options.totals(),
      ...(types && { types: view.takeTypes() }),
      ...(rate.length > 0 && { rate }),
      ...(this.#fresh && { rateReset: true }),
    };
    this.#fresh = false;
    this.#unacknowledged = update.number;
    this.#ackTimer = setTimeout(() => this.#acknowledged(), ACK_TIMEOUT_MS);
    this.#post(update);
    if (view.first !== first || view.end !== end) this.#tell('rows');
    else if (view.typesChanged) this.#tell('counters');
  }

  #acknowledged(): void {
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    this.#ackTimer = null;
    this.#unacknowledged = null;
    this.#schedule();
  }

  #post(message: FeedMessage): void {
    if (this.#closed) return;
    try {
      this.#port.post(message);
    } catch {
      // A port refuses only when its other end is gone; the window asks for a new one when it is back.
      this.close();
    }
  }
}

/** The first position after an event that is not in the view, or else the last before it. */
function nearestTo(view: LiveView, seq: number): number | null {
  const position = Math.min(view.positionFrom(seq), view.end - 1);
  return position >= view.first ? position : null;
}
