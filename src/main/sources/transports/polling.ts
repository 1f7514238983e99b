import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import { createLine } from '../line/create-line';
import type { Line } from '../line/line';
import { statusError } from '../reasons';
import { negotiated } from './answer-facts';
import { readAnswer } from './polling-answer';
import { PollingConnection } from './polling-connection';
import { enterOrigin } from './polling-gate';
import {
  resolvePolling,
  type PollingCounters,
  type PollingOptions,
  type ResolvedPolling,
} from './polling-options';
import { PollingPace } from './polling-pace';
import { isNchan, PollingPlace } from './polling-place';
import { poll, type PollAnswer } from './polling-request';
import type { TransportAdapter, TransportEnd, TransportRequest, TransportSink } from './transport';

export type { PollingCounters, PollingCursor, PollingOptions } from './polling-options';

/** A long poll that the server holds for this long counts as open, ms: that is what a long poll does. */
const HELD_MS = 3_000;
/** Beyond it a request that may be a long poll keeps no place among the polls of its origin, ms. */
const PLACE_MS = 2_000;
/** As many as our hub puts into one answer; there is more to fetch. */
const FULL_PAGE = 500;
/** Places that are remembered between runs: one for every source there may be. */
const MAX_PLACES = 200;

let straightLine: Line | null = null;

/**
 * Polling: one run polls until it fails or is aborted; it never resolves.
 *
 * What ends a run: whatever keeps a request from an answer (once it is asked again, when a kept connection proves to
 * be closed), any status other than 200, 304 and, for long polls, 408, and an answer that is cut off, too large, too
 * slow or cannot be decoded. Most of that can heal, so the source backs off, heeds `Retry-After`, and comes back with
 * the position. A long poll without an answer within its timeout is asked anew once the run is open, without counting
 * as a sign of life.
 *
 * Empty answers count as signs of life: the sink hears of 0 bytes. Time is monotonic: setting the clock changes nothing.
 *
 * The adapter remembers between runs what it has seen of a source, as long as the run goes on from where the last one
 * stood, so that a break repeats nothing.
 * @param options for requests whose source says nothing of polling, and what no source decides
 * @throws StreamgaugeError `bad-interval`, `bad-timeout`
 */
export function createPollingTransport(options: PollingOptions = {}): TransportAdapter {
  resolvePolling(options);
  const places = new Map<string, PollingPlace>();
  return {
    async run(request, sink, signal) {
      const resolved = resolvePolling(options, request.polling);
      const key = keyOf(request);
      const kept = places.get(key);
      // Taken out: two runs at once have nothing in common.
      places.delete(key);
      const place =
        kept?.position === request.lastEventId ? kept : new PollingPlace(resolved, request.lastEventId);
      const connection = new PollingConnection(request.line ?? (straightLine ??= createLine()));
      try {
        return await new PollingRun(request, sink, signal, resolved, place, connection).run();
      } finally {
        connection.close();
        places.delete(key);
        // What counts as seen may not have been handed on.
        if (!place.delivering) places.set(key, place);
        if (places.size > MAX_PLACES) places.delete(places.keys().next().value!);
      }
    },
  };
}

function keyOf({ sourceName, url, headers, method, body, polling }: TransportRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([sourceName, url, headers, method, body, polling]))
    .digest('base64');
}

/** What a poll brought, as far as the next one depends on it. */
interface News {
  readonly items: number;
  /** Whether the answer said to go on from another place. */
  readonly advanced: boolean;
  /** Whether the place is that of a link to more. */
  readonly linked: boolean;
}

class PollingRun {
  readonly #request: TransportRequest;
  readonly #sink: TransportSink;
  readonly #signal: AbortSignal;
  readonly #options: ResolvedPolling;
  readonly #place: PollingPlace;
  readonly #connection: PollingConnection;
  readonly #counters: { -readonly [K in keyof PollingCounters]: number } = {
    polls: 0,
    empty: 0,
    bytes: 0,
    skippedTicks: 0,
    known: 0,
  };
  #opened = false;
  readonly #pace: PollingPace;

  constructor(
    request: TransportRequest,
    sink: TransportSink,
    signal: AbortSignal,
    options: ResolvedPolling,
    place: PollingPlace,
    connection: PollingConnection,
  ) {
    this.#request = request;
    this.#sink = sink;
    this.#signal = signal;
    this.#options = options;
    this.#place = place;
    this.#connection = connection;
    this.#pace = new PollingPace(options.intervalMs);
  }

  async run(): Promise<TransportEnd> {
    for (;;) {
      await this.#room();
      const startedAt = performance.now();
      const news = await this.#once();
      this.#options.onPoll?.({ ...this.#counters });
      await pause(this.#waitMs(startedAt, news), this.#signal);
    }
  }

  /** Whether polls follow a rhythm; long polls follow one another. */
  get #paced(): boolean {
    const { mode } = this.#options;
    const { form } = this.#place;
    return mode === 'auto' ? form !== 'hub' && form !== 'nchan' : mode === 'interval';
  }

  /** One poll and what it brings. */
  async #once(): Promise<News> {
    const nothing = { items: 0, advanced: false, linked: false };
    const { timeoutMs, cursor, mode } = this.#options;
    const place = this.#place;
    // The first of a run is not held, so that it is known soon whether this works. Nor does a rhythm go with holding.
    const question = place.question(this.#request, this.#options, !this.#opened || this.#paced);
    const leave = this.#paced ? await enterOrigin(question.url.origin, this.#signal) : null;
    const letGo = mode === 'interval' ? undefined : setTimeout(() => leave?.(), PLACE_MS);
    const holds = mode === 'long-poll' || (mode === 'auto' && place.form === 'nchan');
    const held = holds && !this.#opened ? setTimeout(() => this.#held(), HELD_MS) : undefined;
    let answer: PollAnswer;
    this.#counters.polls++;
    try {
      answer = await poll(
        this.#request,
        question,
        {
          head: (status) => {
            clearTimeout(held);
            this.#sink.status(status);
          },
          bytes: (count, wire) => {
            this.#counters.bytes += count;
            // Only what belongs to an open stream; the first answer is judged whole.
            if (this.#opened) this.#sink.bytes(count, wire);
          },
          cutOff: () => this.#sink.cutOff(),
        },
        this.#connection,
        { timeoutMs, signal: this.#signal },
      );
    } catch (error) {
      const unanswered = error instanceof ConnectionError && error.code === 'timeout';
      if (!unanswered || !this.#opened || this.#paced || this.#signal.aborted) throw error;
      this.#counters.empty++;
      return nothing;
    } finally {
      clearTimeout(letGo);
      clearTimeout(held);
      leave?.();
    }
    this.#judge(answer);
    const wasOpen = this.#opened;
    this.#open(answer.via);
    place.delivering = answer.status === 200;
    place.answered(question, answer);
    if (answer.status !== 200) {
      this.#counters.empty++;
      this.#sink.bytes(0);
      return nothing;
    }
    if (!wasOpen || answer.body.length === 0) this.#sink.bytes(answer.body.length);
    const before = place.position;
    const { items, position, client, known, replaced } = readAnswer(
      this.#request,
      answer,
      place,
      this.#options,
    );
    if (replaced > 0) this.#sink.replaced(replaced);
    this.#counters.known += known;
    if (items.length === 0) this.#counters.empty++;
    for (const { retry, ...event } of items) {
      await this.#room();
      if (retry !== undefined) this.#sink.retry(retry);
      // Before the event is handed on: whoever takes it may end the run.
      place.position = event.lastEventId;
      this.#sink.event(event);
    }
    if (place.position !== position) {
      place.position = position;
      this.#sink.position(position);
    }
    place.delivering = false;
    // A client that comes at intervals is forgotten by the hub in between, and would be greeted each time.
    place.client = this.#paced ? null : client;
    return { items: items.length, advanced: position !== before, linked: cursor?.from === 'link' };
  }

  /** @throws ConnectionError for an answer that ends the run */
  #judge(answer: PollAnswer): void {
    const { status, header, elsewhere } = answer;
    const { sourceName: name } = this.#request;
    if (status === 304 || (status === 408 && (!this.#paced || isNchan(answer)))) {
      if (isNchan(answer)) this.#place.form ??= 'nchan';
      return;
    }
    if (status === 204 && this.#options.noContent === 'nothing-new') return;
    if (status !== 200) {
      // A date is one of the server's clock, whatever ours says.
      const date = Date.parse(header('date') ?? '');
      throw statusError(
        name,
        status,
        retryAfterMs(header('retry-after'), Number.isNaN(date) ? Date.now() : date),
      );
    }
    if (!/^text\/html\b/iu.test(header('content-type') ?? '')) return;
    if (elsewhere !== null) {
      throw new ConnectionError('redirected-elsewhere', `${name} redirects to another site, ${elsewhere}.`, {
        remedy: 'stop',
        hint: 'A page answers there, perhaps a login. None of your headers were sent to it.',
      });
    }
    throw new ConnectionError('not-data', `${name} answered a web page instead of data.`, {
      remedy: 'stop',
      hint: 'A login page or a proxy may be in the way. Open the address in a browser to see it.',
    });
  }

  #open(via: PollAnswer['via']): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#sink.open(via);
  }

  #held(): void {
    const { connection } = this.#connection;
    // Not even connected: nothing holds the poll.
    if (!connection) return;
    const url = new URL(this.#request.url);
    // No status and no headers yet.
    this.#open(
      negotiated(this.#request, { url, status: 0, headers: {}, connection, openedAfterMs: HELD_MS }),
    );
  }

  #waitMs(startedAt: number, { items, advanced, linked }: News): number {
    const { form } = this.#place;
    const more = linked || !this.#paced || (form === 'hub' && items >= FULL_PAGE);
    if (items > 0 && advanced && more) return this.#pace.atOnce();
    if (!this.#paced) {
      // The first poll of a run is not held on purpose.
      if (this.#counters.polls === 1) return 0;
      return this.#pace.afterLongPoll(startedAt, items > 0 && form !== 'hub');
    }
    const { waitMs, skipped } = this.#pace.nextTick();
    this.#counters.skippedTicks += skipped;
    return waitMs;
  }

  async #room(): Promise<void> {
    this.#signal.throwIfAborted();
    const room = this.#sink.room();
    if (!room) return;
    await unlessAborted(room, this.#signal);
  }
}

function unlessAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    wait.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
