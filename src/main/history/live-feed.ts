import { feedRequestSchema, type FeedMessage, type FeedRequest } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import * as v from 'valibot';
import type { EventBuffer } from './event-buffer';
import type { FeedPort } from './feed-port';
import { LiveView } from './live-view';

/** One frame of a 60 Hz display, ms. */
const FRAME_MS = 16;
/** Between updates that only move counters, and between lists of types, ms. */
const QUIET_MS = 250;
/** A lost acknowledgement (a reloaded window, a hidden one) holds updates back for this long, ms. */
const ACK_TIMEOUT_MS = 2_000;
/** How long a slice of a scan may keep the event loop, ms. */
const SLICE_MS = 8;
/** Questions that wait for the scan to reach their answer. */
const MAX_WAITING = 32;

type Question = Extract<FeedRequest, { kind: 'find' | 'seek' }>;

/** What the next update has to tell: nothing, only counters, or rows. */
type News = 'none' | 'counters' | 'rows';

/** The live feed of one window: answers its requests and keeps it up to date, never faster than it can draw. */
export class LiveFeed {
  readonly #port: FeedPort;
  readonly #buffer: EventBuffer;
  readonly #takeOff: (() => void)[];
  #view: LiveView | null = null;
  #viewNumber = 0;
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
  #slice: NodeJS.Immediate | null = null;
  #waiting: Question[] = [];
  #rejected = 0;
  #closed = false;

  constructor(port: FeedPort, buffer: EventBuffer) {
    this.#port = port;
    this.#buffer = buffer;
    this.#takeOff = [buffer.onBatch((batch) => this.#accept(batch)), buffer.onTrim(() => this.#tell('rows'))];
    port.onMessage((data) => this.#receive(data));
    port.onClose(() => this.close());
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
    this.#view = null;
    this.#waiting = [];
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    const parsed = v.safeParse(feedRequestSchema, data);
    if (parsed.success) this.#handle(parsed.output);
    else this.#rejected++;
  }

  #handle(request: FeedRequest): void {
    switch (request.kind) {
      case 'view':
        this.#view = new LiveView(this.#buffer, request.filter);
        this.#viewNumber = request.view;
        this.#fresh = true;
        this.#waiting = [];
        this.#scan();
        break;
      case 'follow':
        this.#followRows = request.rows;
        if (request.rows > 0) this.#tell('rows');
        break;
      case 'ack':
        if (request.number === this.#unacknowledged) this.#acknowledged();
        break;
      case 'rows':
        if (!this.#view || request.view !== this.#viewNumber) break;
        this.#post({
          kind: 'rows',
          view: this.#viewNumber,
          ...this.#view.rows(request.from, request.count),
        });
        break;
      case 'find':
      case 'seek':
        if (this.#view && request.view === this.#viewNumber) this.#ask(request);
        break;
    }
  }

  /** Answers at once, or when the scan is done: "not there" must not mean "not yet there". */
  #ask(question: Question): void {
    const position = this.#answer(question);
    if (position !== null || this.#view?.complete !== false) this.#found(position);
    else if (this.#waiting.push(question) > MAX_WAITING) {
      this.#waiting.shift();
      this.#found(null);
    }
  }

  #answer(question: Question): number | null {
    if (!this.#view) return null;
    return question.kind === 'find'
      ? this.#view.find(question.seq)
      : this.#view.seek(question.from, question.direction, question.what);
  }

  #found(position: number | null): void {
    const seq = position === null ? null : (this.#view?.seqAt(position) ?? null);
    this.#post({ kind: 'found', view: this.#viewNumber, position, seq });
  }

  /** One slice of the scan of a new view; the next one follows when the loop has had its turn. */
  #scan(): void {
    if (this.#slice) clearImmediate(this.#slice);
    this.#slice = null;
    if (!this.#view || this.#closed) return;
    const complete = this.#view.scan(SLICE_MS);
    if (!complete) this.#slice = setImmediate(() => this.#scan());
    this.#tell('rows');
    if (!complete) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const question of waiting) this.#found(this.#answer(question));
  }

  #accept(batch: readonly StreamEvent[]): void {
    const view = this.#view;
    if (!view) return;
    view.accept(batch);
    this.#tell(view.end !== this.#sentEnd || view.first !== this.#sentFirst ? 'rows' : 'counters');
  }

  #tell(news: 'counters' | 'rows'): void {
    if (this.#news !== 'rows') this.#news = news;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed || !this.#view || this.#news === 'none' || this.#unacknowledged !== null) return;
    const due = this.#sentAt + (this.#news === 'rows' ? FRAME_MS : QUIET_MS);
    if (this.#sendTimer) {
      if (this.#sendDue <= due) return;
      clearTimeout(this.#sendTimer);
    }
    this.#sendDue = due;
    const wait = Math.min(QUIET_MS, Math.max(0, due - performance.now()));
    this.#sendTimer = setTimeout(() => this.#send(), wait);
  }

  #send(): void {
    this.#sendTimer = null;
    const view = this.#view;
    if (!view || this.#closed) return;
    const { first, end } = view;
    const now = performance.now();
    this.#sentAt = now;
    this.#sentFirst = first;
    this.#sentEnd = end;
    this.#news = 'none';
    const types = view.typesChanged && (this.#fresh || now - this.#typesSentAt >= QUIET_MS);
    if (types) this.#typesSentAt = now;
    const rate = this.#fresh ? view.takeAllRates(Date.now()) : view.takeChangedRates();
    const update: FeedMessage = {
      kind: 'update',
      number: ++this.#number,
      view: this.#viewNumber,
      first,
      end,
      tail:
        this.#followRows > 0 ? view.rows(Math.max(first, end - this.#followRows), this.#followRows).rows : [],
      totals: this.#buffer.totals(),
      ...(types && { types: view.takeTypes() }),
      ...(rate.length > 0 && { rate }),
      ...(this.#fresh && { rateReset: true }),
    };
    this.#fresh = false;
    this.#unacknowledged = update.number;
    this.#ackTimer = setTimeout(() => this.#acknowledged(), ACK_TIMEOUT_MS);
    this.#post(update);
    if (view.typesChanged) this.#tell('counters');
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
