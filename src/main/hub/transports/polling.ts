import type { ServerResponse } from 'node:http';
import { aheadMessage, type Batch, type EventMessage } from '../batch';
import type { Connection } from '../connection';
import { dataText } from '../frame';
import type { LogEntry } from '../log';
import { busyAnswer } from '../overload';
import { sendJsonText, sendProblem } from '../respond';
import type { Notice, Sink } from '../sink';
import type { StreamRequest, TransportContext } from './context';

/** What a poll asks for besides. */
export interface PollRequest extends StreamRequest {
  /** What an earlier answer gave, so that the hub knows the client again; null for none. */
  readonly client: string | null;
  /** ms to wait for an event when there is none. */
  readonly waitMs: number;
  /** Events in one answer; one more write's worth may come along. */
  readonly limit: number;
  /** The address of the next poll. */
  readonly next: (cursor: string, client: string) => string;
}

/** A poll's answer. */
export interface PollAnswer {
  readonly events: readonly EventMessage[];
  /** Stands for everything up to here: the `cursor` of the next poll. */
  readonly cursor: string;
  readonly client: string;
  readonly next: string;
}

/** ms without a poll after which a client counts as gone. */
const SESSION_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

interface Session {
  readonly sink: PollSink;
  readonly connection: Connection;
  readonly owner: string;
}

/**
 * Long polling with a cursor. A polling client is a connection like any other, whose socket is full whenever no request
 * of it is waiting: so replay, limits, presence and the client table are the same as for streams.
 */
export class PollingTransport {
  readonly #context: TransportContext;
  readonly #sessions = new Map<string, Session>();

  constructor(context: TransportContext) {
    this.#context = context;
  }

  /** Answers at once when there is something, else as soon as there is, or after `waitMs` with nothing. */
  serve(res: ServerResponse, request: PollRequest): void {
    const known = request.client === null ? undefined : this.#sessions.get(request.client);
    const { arrival } = request.visitor;
    if (known && known.owner === ownerOf(request) && arrival.lastEventId !== null) {
      const { connection, sink } = known;
      sink.attach(res, request);
      connection.goOnAfter(arrival.lastEventId, arrival.position);
      connection.drained();
      return;
    }
    this.#begin(res, request);
  }

  #begin(res: ServerResponse, request: PollRequest): void {
    const { clients, options } = this.#context;
    const { visitor } = request;
    const closing = !this.#context.accepting();
    if (closing) clients.countRefusal();
    const refusal = closing ? 'connections' : clients.refusal(visitor);
    if (refusal !== null) {
      const { message, retryAfter } = busyAnswer(refusal, options.random);
      sendProblem(res, 503, { code: 'busy', message }, { 'retry-after': retryAfter });
      return;
    }
    // Whoever comes with a cursor but no name of ours will not come back by it either.
    const once = request.client === null && visitor.arrival.lastEventId !== null;
    const { id } = visitor;
    const sink: PollSink = new PollSink({
      clientId: id,
      position: () => this.#sessions.get(id)?.connection.position ?? null,
      answered: () => {
        const session = this.#sessions.get(id);
        session?.connection.hold();
        if (once) setImmediate(() => session?.connection.close('client-left'));
      },
      gone: () => this.#sessions.get(id)?.connection.hold(),
    });
    sink.attach(res, request);
    const connection = clients.connect({
      ...visitor,
      transport: 'polling',
      sink,
      // A greeting would be an answer: such a client would never wait.
      greets: !once,
      patience: { ms: SESSION_MS, reason: 'client-left' },
    });
    // It may have ended at once: what it wanted to go on from is lost.
    if (connection.closed) return;
    this.#sessions.set(id, { sink, connection, owner: ownerOf(request) });
    sink.onClose(() => this.#sessions.delete(id));
  }
}

/** A session is for the same person and the same channels only. */
function ownerOf({ visitor: { principal, subscription } }: PollRequest): string {
  return JSON.stringify([principal.userId, principal.name, principal.via, subscription.patterns]);
}

interface PollSinkOptions {
  readonly clientId: string;
  /** Null while the connection is being made, and after its end. */
  readonly position: () => string | null;
  /** An answer is about to be written: nothing more can be taken. */
  readonly answered: () => void;
  /** The request went away unanswered. */
  readonly gone: () => void;
}

interface Waiting {
  readonly res: ServerResponse;
  readonly request: PollRequest;
  readonly timer: NodeJS.Timeout;
}

/** Collects events for the answer of the poll that waits. */
class PollSink implements Sink {
  readonly #options: PollSinkOptions;
  #waiting: Waiting | null = null;
  /** Messages in JSON. */
  #events: string[] = [];
  /** The last id among them. */
  #lastId: string | null = null;
  #bytes = 0;
  #planned = false;
  #closed: () => void = () => undefined;

  constructor(options: PollSinkOptions) {
    this.#options = options;
  }

  onClose(listener: () => void): void {
    this.#closed = listener;
  }

  attach(res: ServerResponse, request: PollRequest): void {
    // A second poll of the same client: the first one has been given up.
    if (this.#waiting) this.#answer();
    this.#events = [];
    this.#bytes = 0;
    const timer = setTimeout(() => this.#answer(), request.waitMs);
    const waiting: Waiting = { res, request, timer };
    this.#waiting = waiting;
    res.on('error', () => undefined);
    res.on('close', () => {
      clearTimeout(timer);
      if (this.#waiting !== waiting) return;
      this.#waiting = null;
      this.#options.gone();
    });
  }

  send(batch: Batch): boolean {
    for (const entry of batch.entries) this.#bytes += entry.frame.length;
    this.#lastId = batch.entries.at(-1)?.id ?? this.#lastId;
    return this.#collect(batch.texts());
  }

  ahead(entry: LogEntry): boolean {
    this.#bytes += entry.frame.length;
    return this.#collect([JSON.stringify(aheadMessage(entry))]);
  }

  tell({ data, ...notice }: Notice): boolean {
    this.#lastId = notice.id ?? this.#lastId;
    return this.#collect([JSON.stringify({ ...notice, data: dataText(data) })]);
  }

  beat(): boolean {
    return true;
  }

  /** What an answer holds is bounded here. */
  queuedBytes(): number {
    return 0;
  }

  end(): void {
    this.#answer();
    this.#closed();
  }

  destroy(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.res.destroy();
    this.#closed();
  }

  #collect(messages: readonly string[]): boolean {
    this.#events.push(...messages);
    const limit = this.#waiting?.request.limit ?? 0;
    const full = this.#events.length >= limit || this.#bytes >= MAX_ANSWER_BYTES;
    if (!this.#planned) {
      this.#planned = true;
      // After this turn, so that all of a replay's page comes in one answer.
      setImmediate(() => {
        this.#planned = false;
        if (this.#events.length > 0) this.#answer();
      });
    }
    return !full;
  }

  #answer(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    clearTimeout(waiting.timer);
    this.#options.answered();
    const { clientId, position } = this.#options;
    const cursor = position() ?? this.#lastId ?? waiting.request.visitor.arrival.lastEventId ?? '';
    const next = waiting.request.next(cursor, clientId);
    const rest: Omit<PollAnswer, 'events'> = { cursor, client: clientId, next };
    // Put together from texts, so that an event is serialised once for all who wait.
    const text = `{"events":[${this.#events.join(',')}],${JSON.stringify(rest).slice(1)}`;
    this.#events = [];
    this.#bytes = 0;
    sendJsonText(waiting.res, 200, text, { link: `<${next}>; rel="next"` });
  }
}
