import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamgaugeError } from '@shared/errors';
import { agentName } from '../agent-name';
import type { Clients } from '../clients';
import type { Arrival, Notice, Sink } from '../connection';
import { dataText, encodeComment, encodeFrame } from '../frame';
import type { EventLog, LogEntry } from '../log';
import type { ResolvedOptions } from '../options';
import { COMMON_HEADERS, sendProblem } from '../respond';
import { parseSubscription, type Subscription } from '../subscription';

/** Parts of the hub that event streams need. */
export interface SseContext {
  readonly options: ResolvedOptions;
  readonly log: EventLog;
  readonly clients: Clients;
  /** False while the hub is closing. */
  readonly accepting: () => boolean;
}

const SSE_HEADERS = {
  ...COMMON_HEADERS,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  // nginx would collect events before it hands them on.
  'x-accel-buffering': 'no',
};

const HEARTBEAT_COMMENT = encodeComment('heartbeat');

/** Bounds of the delay that refused clients are told, ms. */
const BUSY_RETRY_MS = { min: 2_000, max: 8_000 };

/** `GET` and `HEAD /events`: an event stream as the WHATWG HTML standard, section 9.2, has it. */
export function serveEventStream(
  req: IncomingMessage,
  res: ServerResponse,
  query: URLSearchParams,
  context: SseContext,
): void {
  if (!acceptsEventStream(req.headers.accept)) {
    const hint = 'Send Accept: text/event-stream, or none.';
    sendProblem(res, 406, { code: 'not-acceptable', message: 'The hub answers with an event stream.', hint });
    return;
  }
  let asked: { subscription: Subscription; heartbeat: Heartbeat };
  try {
    asked = {
      subscription: parseSubscription(query.getAll('channel')),
      heartbeat: parseHeartbeat(query.get('heartbeat')),
    };
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    const field = error.code === 'bad-heartbeat' ? 'heartbeat' : 'channel';
    sendProblem(res, 400, { code: error.code, message: error.message, field, ...hintOf(error) });
    return;
  }
  if (req.method === 'HEAD') {
    res.writeHead(200, SSE_HEADERS).end();
    return;
  }
  const remoteAddress = (req.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/u, '');
  // A stream may be silent for as long as it likes; another server that we are mounted in may have set a timeout.
  req.socket.setTimeout(0);
  req.socket.setNoDelay(true);
  res.writeHead(200, SSE_HEADERS);
  const sink = new SseSink(res, asked.heartbeat, context.options);
  if (!context.accepting() || !context.clients.hasRoom(remoteAddress)) {
    refuse(sink, context.options.random);
    return;
  }
  const connection = context.clients.connect({
    transport: 'sse',
    agent: agentName(req.headers['user-agent']),
    remoteAddress,
    subscription: asked.subscription,
    arrival: arrivalOf(lastEventIdOf(req, query), context.log),
    sink,
  });
  res.on('drain', () => connection.drained());
  res.on('close', () => connection.close('client-left'));
}

/**
 * Overload is told inside a stream: after any status but 200 a browser's EventSource gives up for good, while
 * after a 200 that ends it comes back when `retry` says.
 */
function refuse(sink: SseSink, random: () => number): void {
  const retry = Math.round(BUSY_RETRY_MS.min + random() * (BUSY_RETRY_MS.max - BUSY_RETRY_MS.min));
  const message = 'The hub serves as many clients as it may. Come back later.';
  sink.tell({ event: 'hub.busy', data: { message, retryMs: retry }, retry });
  sink.end();
}

type Heartbeat = 'comment' | 'event';

function parseHeartbeat(value: string | null): Heartbeat {
  if (value === null || value === '' || value === 'comment') return 'comment';
  if (value === 'event') return 'event';
  throw new StreamgaugeError('bad-heartbeat', 'There is no such kind of heartbeat.', {
    hint: 'Use heartbeat=event for events, heartbeat=comment or nothing for comments.',
  });
}

/** RFC 9110 §12.5.1, as far as it matters here: is anything asked for that an event stream satisfies? */
function acceptsEventStream(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/u.test(parameter));
    return !refused && (type === 'text/event-stream' || type === 'text/*' || type === '*/*');
  });
}

function arrivalOf(lastEventId: string, log: EventLog): Arrival {
  return lastEventId === '' ? { lastEventId: null } : { lastEventId, position: log.locate(lastEventId) };
}

/** The header wins over the query, which is for clients that cannot send headers. */
function lastEventIdOf(req: IncomingMessage, query: URLSearchParams): string {
  const header = req.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return decodeHeader(header);
  return query.get('lastEventId') ?? query.get('last_event_id') ?? '';
}

/** WHATWG HTML §9.2.3 has the id sent as UTF-8 bytes; Node hands every byte over as one character. */
function decodeHeader(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    // Some clients send characters up to U+00FF as single bytes.
    return header;
  }
}

function hintOf(error: StreamgaugeError): { hint?: string } {
  return error.hint === undefined ? {} : { hint: error.hint };
}

class SseSink implements Sink {
  readonly #res: ServerResponse;
  readonly #heartbeat: Heartbeat;
  readonly #options: ResolvedOptions;

  constructor(res: ServerResponse, heartbeat: Heartbeat, options: ResolvedOptions) {
    this.#res = res;
    this.#heartbeat = heartbeat;
    this.#options = options;
    // A write to a socket that has just broken: `close` follows and cleans up.
    res.on('error', () => undefined);
  }

  send(entry: LogEntry): boolean {
    return this.#res.write(entry.frame);
  }

  tell(notice: Notice): boolean {
    return this.#res.write(encodeFrame({ ...notice, data: dataText(notice.data) }));
  }

  beat(position: string): boolean {
    if (this.#heartbeat === 'comment') return this.#res.write(HEARTBEAT_COMMENT);
    const time = new Date(this.#options.now()).toISOString();
    return this.tell({ event: 'heartbeat', id: position, data: { time } });
  }

  queuedBytes(): number {
    return this.#res.writableLength;
  }

  end(): void {
    const socket = this.#res.socket;
    const cut = setTimeout(() => this.#res.destroy(), this.#options.stopTimeoutMs);
    cut.unref();
    this.#res.once('close', () => clearTimeout(cut));
    // An idle kept-alive connection would hold up a graceful stop.
    this.#res.end(() => socket?.destroySoon());
  }

  destroy(): void {
    this.#res.destroy();
  }
}
