import { setImmediate as nextTurn } from 'node:timers/promises';
import { StreamgaugeError } from '@shared/errors';
import {
  assertEventId,
  assertEventType,
  assertRetry,
  dataText,
  encodeComment,
  encodeFrame,
  MAX_FRAME_BYTES,
} from './frame';

/**
 * One event of a response. An object counts as one when it has `data` or `comment` and no other keys than these
 * five; any other value is the data of an event.
 */
export interface StreamItem {
  /** A string goes out as it is, anything else as JSON. */
  readonly data?: unknown;
  /** Event type; `message` when left out. */
  readonly event?: string;
  readonly id?: string;
  /** Reconnection delay for the client, ms, whole, 0 … 2 147 483 647. */
  readonly retry?: number;
  /** Sent before the event, as a comment; alone it dispatches nothing. */
  readonly comment?: string;
}

/** What makes the events of one response. Its iterator is told to return when the client leaves. */
export type Producer =
  | AsyncIterable<unknown>
  | Iterable<unknown>
  /**
   * Called once for each request. `signal` aborts when the client leaves; `lastEventId` is the `Last-Event-ID` that the
   * client resumes after, `''` for none.
   */
  | ((signal: AbortSignal, lastEventId: string) => AsyncIterable<unknown> | Iterable<unknown>);

export interface EventStreamOptions {
  /** 200 … 599, default 200. 204, 205 and 304 have no body: a browser's `EventSource` then stays away. */
  readonly status?: number;
  /** On top of the automatic ones, whatever their case; `undefined` takes an automatic one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** A comment is sent after so long without an event, ms; 0 for none. Default 15 000. */
  readonly heartbeatMs?: number;
  /** A client that takes nothing for so long is cut, ms; 0 for never. Default 60 000. */
  readonly drainTimeoutMs?: number;
  /** Ends every response of the handler that is under way. */
  readonly signal?: AbortSignal;
  /** Gets every error of a producer as it was thrown; clients see less of it. */
  readonly onError?: (error: unknown) => void;
}

/** The part of a request that is needed: `http.IncomingMessage`, `Http2ServerRequest` and what frameworks make of them. */
export interface StreamRequest {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The part of a response that is needed: `http.ServerResponse`, `Http2ServerResponse` and what frameworks make of them. */
export interface StreamResponse {
  statusCode: number;
  readonly destroyed?: boolean;
  readonly writableEnded?: boolean;
  readonly stream?: { readonly destroyed: boolean } | undefined;
  setHeader(name: string, value: string | readonly string[]): unknown;
  removeHeader(name: string): unknown;
  flushHeaders?(): void;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy?(): unknown;
  setTimeout?(ms: number): unknown;
  on(event: 'drain' | 'close' | 'finish' | 'error', listener: () => void): unknown;
  off(event: 'drain' | 'close' | 'finish' | 'error', listener: () => void): unknown;
}

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-content-type-options': 'nosniff',
  // nginx would collect events before it hands them on.
  'x-accel-buffering': 'no',
};
const WITHOUT_BODY = new Set([204, 205, 304]);
const HEARTBEAT = encodeComment('heartbeat');
const ITEM_KEYS = new Set(['data', 'event', 'id', 'retry', 'comment']);
/** A producer that never waits gives other requests a turn after so many events. */
const EVENTS_PER_TURN = 128;
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Makes a request handler whose answer is an event stream (WHATWG HTML §9.2) of what a producer yields, for
 * `node:http`, the compatibility API of `node:http2`, and frameworks on top of them. Resolves when the response is over;
 * never rejects. Headers that were set on the response before (CORS, say) stay.
 *
 * The producer is asked for the next event only when the client has taken the ones before. When the client leaves, its
 * signal aborts and its iterator returns, also while it waits. What it throws becomes an `error` event with `code` and
 * `message`, then the stream ends: the sentence of a `StreamgaugeError`, and a general one for anything else.
 *
 * An iterable that can be walked once, such as a generator's result, answers one request: give a function instead.
 * @throws StreamgaugeError `bad-option` for a status or time outside its range
 */
export function eventStream(
  producer: Producer,
  options: EventStreamOptions = {},
): (req: StreamRequest, res: StreamResponse) => Promise<void> {
  const status = options.status ?? 200;
  const heartbeatMs = options.heartbeatMs ?? 15_000;
  const drainTimeoutMs = options.drainTimeoutMs ?? 60_000;
  assertWhole('status', status, 200, 599);
  assertWhole('heartbeatMs', heartbeatMs, 0, LONGEST_TIMER_MS);
  assertWhole('drainTimeoutMs', drainTimeoutMs, 0, LONGEST_TIMER_MS);
  return async (req, res) => {
    if (res.destroyed || res.writableEnded || res.stream?.destroyed) return;
    res.statusCode = status;
    setHeaders(res, options.headers ?? {}, WITHOUT_BODY.has(status));
    if (req.method === 'HEAD' || WITHOUT_BODY.has(status)) {
      res.end();
      return;
    }
    // A stream may be silent for as long as it likes; the server may have set a timeout.
    res.setTimeout?.(0);
    res.flushHeaders?.();
    const answer = new Answer(res, heartbeatMs, drainTimeoutMs, options.onError ?? (() => undefined));
    const stop = (): void => answer.stop();
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted) answer.stop();
    try {
      await answer.run(producer, lastEventIdOf(req));
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  };
}

/** One response that is under way. */
class Answer {
  readonly #res: StreamResponse;
  readonly #drainTimeoutMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #abort = new AbortController();
  readonly #heartbeat: NodeJS.Timeout | null;
  /** The client is gone. */
  #closed = false;
  /** Wakes whatever is waited for: the next event, or room. One slot, since a promise to race against would grow. */
  #wake: (() => void) | null = null;
  #full = false;

  constructor(
    res: StreamResponse,
    heartbeatMs: number,
    drainTimeoutMs: number,
    onError: (error: unknown) => void,
  ) {
    this.#res = res;
    this.#drainTimeoutMs = drainTimeoutMs;
    this.#onError = onError;
    this.#heartbeat = heartbeatMs > 0 ? setInterval(() => this.#beat(), heartbeatMs) : null;
    this.#heartbeat?.unref();
    res.on('drain', () => {
      this.#full = false;
      this.#wake?.();
    });
    // A write to a socket that has just broken is an error; `close` may come later or, in a framework, not at all.
    const gone = (): void => {
      this.#closed = true;
      this.stop();
    };
    res.on('error', gone);
    res.on('close', gone);
  }

  /** Ends the response without an error event. */
  stop(): void {
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#abort.abort();
    this.#wake?.();
  }

  get #over(): boolean {
    return this.#closed || this.#abort.signal.aborted;
  }

  async run(producer: Producer, lastEventId: string): Promise<void> {
    try {
      await this.#writeAll(iteratorOf(producer, this.#abort.signal, lastEventId));
    } catch (error) {
      this.#report(error);
      this.#write(encodeFrame({ event: 'error', data: JSON.stringify(publicProblem(error)) }));
    }
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    if (!this.#closed) {
      await new Promise<void>((resolve) => {
        const cut = this.#cutLater();
        const done = (): void => {
          clearTimeout(cut);
          resolve();
        };
        this.#res.on('finish', done);
        this.#res.on('close', done);
        this.#res.on('error', done);
        this.#res.end();
      });
    }
    this.#abort.abort();
  }

  async #writeAll(iterator: AsyncIterator<unknown>): Promise<void> {
    for (let count = 1; ; count++) {
      if (this.#over) break;
      const next = await this.#next(iterator);
      if (next === null) break;
      if (next.done) return;
      try {
        for (const bytes of encodeItem(next.value)) this.#write(bytes);
      } catch (error) {
        this.#release(iterator);
        throw error;
      }
      if (this.#full) await this.#room();
      else if (count % EVENTS_PER_TURN === 0) await nextTurn();
    }
    this.#release(iterator);
  }

  /** The next result, or null as soon as the response is over. */
  #next(iterator: AsyncIterator<unknown>): Promise<IteratorResult<unknown> | null> {
    return new Promise((resolve, reject) => {
      this.#wake = () => this.#over && resolve(null);
      iterator.next().then(resolve, (error: unknown) => {
        if (!this.#over) reject(error as Error);
        else {
          // That the producer noticed the signal is no failure; that it could not tidy up is.
          if (!isAbort(error)) this.#report(error);
          resolve(null);
        }
      });
    });
  }

  /** Resolves when the client has taken what waits, or the response is over. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      const cut = this.#cutLater();
      this.#wake = () => {
        if (this.#full && !this.#over) return;
        clearTimeout(cut);
        resolve();
      };
      this.#wake();
    });
  }

  #cutLater(): NodeJS.Timeout | undefined {
    if (this.#drainTimeoutMs === 0) return undefined;
    return setTimeout(() => this.#res.destroy?.(), this.#drainTimeoutMs).unref();
  }

  /** Not waited for: an async generator returns only when what it awaits has settled. */
  #release(iterator: AsyncIterator<unknown>): void {
    if (!iterator.return) return;
    const report = (error: unknown): void => {
      if (!isAbort(error)) this.#report(error);
    };
    try {
      iterator.return().then(undefined, report);
    } catch (error) {
      report(error);
    }
  }

  #write(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (!this.#res.write(bytes)) this.#full = true;
    this.#heartbeat?.refresh();
  }

  #beat(): void {
    if (!this.#full && !this.#over) this.#write(HEARTBEAT);
  }

  #report(error: unknown): void {
    try {
      this.#onError(error);
    } catch {
      // A reporter that throws must not take the response with it.
    }
  }
}

function iteratorOf(producer: Producer, signal: AbortSignal, lastEventId: string): AsyncIterator<unknown> {
  const iterable = typeof producer === 'function' ? producer(signal, lastEventId) : producer;
  if (typeof iterable === 'object' && iterable !== null) {
    if (Symbol.asyncIterator in iterable) return iterable[Symbol.asyncIterator]();
    if (Symbol.iterator in iterable) return fromSync(iterable[Symbol.iterator]());
  }
  throw new TypeError('The producer of an event stream is no iterable of objects or values.');
}

function fromSync(iterator: Iterator<unknown>): AsyncIterator<unknown> {
  return {
    async next() {
      const { done, value } = iterator.next();
      return done ? { done: true, value: undefined } : { done: false, value: await value };
    },
    async return() {
      iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}

function* encodeItem(value: unknown): Generator<Buffer> {
  const item: StreamItem = isItem(value) ? value : { data: value };
  if (item.event !== undefined) assertEventType(item.event);
  if (item.id !== undefined) assertEventId(item.id);
  if (item.retry !== undefined) assertRetry(item.retry);
  if (item.comment !== undefined) yield bounded(encodeComment(String(item.comment)));
  if (item.comment !== undefined && item.data === undefined && item.event === undefined) {
    // WHATWG HTML §9.2.6: without data nothing is dispatched, yet the id and the delay hold.
    const fields = [
      ...(item.id === undefined ? [] : [`id: ${item.id}\n`]),
      ...(item.retry === undefined ? [] : [`retry: ${item.retry}\n`]),
    ];
    if (fields.length > 0) yield Buffer.from(`${fields.join('')}\n`);
    return;
  }
  yield bounded(encodeFrame({ ...item, data: dataText(item.data) }));
}

function bounded(frame: Buffer): Buffer {
  if (frame.length <= MAX_FRAME_BYTES) return frame;
  throw new StreamgaugeError('too-large', `The event is larger than ${MAX_FRAME_BYTES / 1_048_576} MiB.`, {
    hint: 'Send a reference to the data, or send it in parts.',
  });
}

function isItem(value: unknown): value is StreamItem {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (!('data' in value) && !('comment' in value)) return false;
  return Object.keys(value).every((key) => ITEM_KEYS.has(key));
}

/** What a client may know: foreign errors name files, hosts and queries. */
function publicProblem(error: unknown): { code: string; message: string } {
  if (error instanceof StreamgaugeError) return { code: error.code, message: error.message };
  return { code: 'stream-failed', message: 'The stream ended because of an error in the server.' };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function setHeaders(
  res: StreamResponse,
  own: NonNullable<EventStreamOptions['headers']>,
  withoutBody: boolean,
): void {
  const headers = new Map<string, string | readonly string[] | undefined>(Object.entries(HEADERS));
  if (withoutBody) headers.delete('content-type');
  for (const [name, value] of Object.entries(own)) headers.set(name.toLowerCase(), value);
  for (const [name, value] of headers) {
    if (value === undefined) res.removeHeader(name);
    else res.setHeader(name, value);
  }
}

/** WHATWG HTML §9.2.3 has the id sent as UTF-8 bytes; Node hands every byte over as one character. */
function lastEventIdOf(req: StreamRequest): string {
  const header = req.headers?.['last-event-id'];
  if (typeof header !== 'string') return '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    // Some clients send characters up to U+00FF as single bytes.
    return header;
  }
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new StreamgaugeError('bad-option', `The option ${name} of the event stream is out of its range.`, {
    hint: `Use a whole number from ${min} to ${max}.`,
  });
}
