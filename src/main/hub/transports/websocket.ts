import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { WebSocketServer, type WebSocket } from 'ws';
import { toProblem } from '@shared/errors';
import { publicationSchema, type Publication } from '@shared/hub';
import { aheadMessage, entryMessage, type Batch, type EventMessage } from '../batch';
import type { Connection } from '../connection';
import { dataText } from '../frame';
import type { LogEntry } from '../log';
import type { Notice } from '../sink';
import { parseSubscription } from '../subscription';
import { encodeTextMessage } from '../websocket-frame';
import { ClientSink, type SinkFaults } from './client-sink';
import type { StreamRequest, TransportContext } from './context';

/** What a WebSocket client may ask for besides listening. */
export interface WebSocketRights {
  /** @throws StreamgaugeError when it may not listen to one of them */
  readonly maySubscribe: (patterns: readonly string[]) => void;
  /** Publishes in the client's name. @throws StreamgaugeError as `Hub.publish`, and when it may not */
  readonly publish: (
    publication: Publication,
  ) => Promise<{ readonly id: string | null; readonly clients: number }>;
}

/** Our only subprotocol; clients need not ask for it. */
export const SUBPROTOCOL = 'streamgauge.v1';

/** Bounds of what a client may send. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_FRAGMENTS = 1_024;
/** Messages that may wait to be worked on; beyond it the client is read no further until they are done. */
const MAX_PENDING = 16;
const PING_MS = 30_000;
/** Unanswered pings after which a client counts as gone. */
const MAX_MISSED_PONGS = 2;
const CLOSE_GOING_AWAY = 1001;

const channels = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100));
const ref = v.optional(v.union([v.pipe(v.string(), v.maxLength(64)), v.number()]));
const commandSchema = v.variant('op', [
  v.strictObject({ op: v.literal('subscribe'), channels, ref }),
  v.strictObject({ op: v.literal('unsubscribe'), channels, ref }),
  v.strictObject({ op: v.literal('publish'), ...publicationSchema.entries, ref }),
  v.strictObject({ op: v.literal('ping'), ref }),
]);
/** What a subscription is without any channel: here nothing, not everything. */
const NOTHING: readonly string[] = [];
type Command = v.InferOutput<typeof commandSchema>;

/** The WebSocket side of the hub (RFC 6455), on sockets that `node:http` hands over at an upgrade. */
export class WebSocketTransport {
  readonly #context: TransportContext;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    // A compressed message of a few bytes could stand for gigabytes, and each connection would keep a window of 32 KiB.
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  constructor(context: TransportContext) {
    this.#context = context;
  }

  /** Answers an upgrade that has been let in. A malformed handshake is answered 400 here. */
  accept(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    request: StreamRequest,
    rights: WebSocketRights,
  ): void {
    this.#server.handleUpgrade(req, socket, head, (client) => this.#serve(client, socket, request, rights));
  }

  #serve(client: WebSocket, socket: Duplex, request: StreamRequest, rights: WebSocketRights): void {
    const { clients, faults, options } = this.#context;
    const { visitor } = request;
    const sink = new WebSocketSink(client, socket, options.stopTimeoutMs, {
      clientId: visitor.id,
      faults,
      random: options.random,
    });
    const connection = clients.connect({ ...visitor, transport: 'websocket', sink });
    sink.onDrain(() => connection.drained());
    client.on('close', () => connection.close('client-left'));
    // Told by `close`, which follows.
    client.on('error', () => undefined);
    keepAlive(client);
    this.#listen(client, connection, rights);
  }

  #listen(client: WebSocket, connection: Connection, rights: WebSocketRights): void {
    let pending = 0;
    let turn: Promise<void> = Promise.resolve();
    client.on('message', (bytes: Buffer, isBinary) => {
      if (++pending >= MAX_PENDING) client.pause();
      // One after the other, so that answers come in the order of the questions.
      turn = turn.then(async () => {
        await this.#answer(isBinary ? null : bytes.toString('utf8'), connection, rights);
        if (--pending < MAX_PENDING && client.isPaused) client.resume();
      });
    });
  }

  async #answer(text: string | null, connection: Connection, rights: WebSocketRights): Promise<void> {
    const command = parseCommand(text);
    if (!command.ok) return connection.tell(refusal('bad-message', command.message));
    const { ref: given } = command.value;
    const withRef = given === undefined ? {} : { ref: given };
    try {
      const [event, data] = await this.#obey(command.value, connection, rights);
      connection.tell({ event, data, ...withRef });
    } catch (error) {
      const { code, message, hint } = toProblem(error);
      if (code === 'unexpected') this.#context.options.onError(error);
      const shown = code === 'unexpected' ? 'The hub could not do this.' : message;
      connection.tell({ ...refusal(code, shown, hint), ...withRef });
    }
  }

  async #obey(command: Command, connection: Connection, rights: WebSocketRights): Promise<[string, unknown]> {
    const { clients } = this.#context;
    switch (command.op) {
      case 'subscribe': {
        const added = parseSubscription(command.channels).patterns;
        rights.maySubscribe(added);
        clients.resubscribe(connection, parseSubscription([...connection.subscription.patterns, ...added]));
        return ['hub.subscribed', { channels: connection.subscription.patterns }];
      }
      case 'unsubscribe': {
        const removed = new Set(command.channels);
        const left = connection.subscription.patterns.filter((pattern) => !removed.has(pattern));
        clients.resubscribe(connection, parseSubscription(left, NOTHING));
        return ['hub.unsubscribed', { channels: left }];
      }
      case 'publish': {
        const { op: _op, ref: _ref, ...publication } = command;
        return ['hub.published', await rights.publish(publication)];
      }
      case 'ping':
        return ['hub.pong', { time: new Date(this.#context.options.now()).toISOString() }];
    }
  }
}

function encodeJson(message: EventMessage & Pick<Notice, 'ref'>): Buffer {
  return encodeTextMessage(JSON.stringify(message));
}

/** Cuts a client that does not answer pings any more: a half-open connection looks alive for minutes. */
function keepAlive(client: WebSocket): void {
  let missed = 0;
  const timer = setInterval(() => {
    if (missed++ >= MAX_MISSED_PONGS) client.terminate();
    else client.ping();
  }, PING_MS);
  timer.unref();
  client.on('pong', () => (missed = 0));
  client.on('close', () => clearInterval(timer));
}

function parseCommand(text: string | null): { ok: true; value: Command } | { ok: false; message: string } {
  if (text === null) return { ok: false, message: 'The hub takes text messages, not binary ones.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'The message is not valid JSON.' };
  }
  const result = v.safeParse(commandSchema, value);
  if (result.success) return { ok: true, value: result.output };
  const place = v.getDotPath(result.issues[0]);
  return {
    ok: false,
    message:
      place === null
        ? 'The message has no known op.'
        : `The field ${JSON.stringify(place.slice(0, 64))} does not fit.`,
  };
}

function refusal(code: string, message: string, hint?: string): Notice {
  const help =
    hint ??
    'Send for example {"op":"subscribe","channels":["orders/**"]}. Ops: subscribe, unsubscribe, publish, ping.';
  return { event: 'error', data: { code, message, hint: help } };
}

/** Sends events as text messages: `{"channel","id","event","data"}`, data as text like an `EventSource` gives it. */
class WebSocketSink extends ClientSink {
  readonly #client: WebSocket;
  readonly #socket: Duplex;
  readonly #stopTimeoutMs: number;

  constructor(client: WebSocket, socket: Duplex, stopTimeoutMs: number, faults: SinkFaults) {
    super(faults);
    this.#client = client;
    this.#socket = socket;
    this.#stopTimeoutMs = stopTimeoutMs;
    socket.on('drain', () => this.socketDrained());
  }

  // Frames are made here and shared among clients. `ws` itself sends only control frames on this socket, each in one
  // piece, so they cannot fall between.
  protected writeBatch(batch: Batch): boolean {
    return this.writeBytes(batch.bytes('messages'));
  }

  protected writeBytes(bytes: Buffer): boolean {
    return this.#client.readyState === this.#client.OPEN ? this.#socket.write(bytes) : true;
  }

  protected entryBytes(entry: LogEntry, withId: boolean): Buffer {
    const message = entryMessage(entry);
    const { id: _, ...withoutId } = message;
    return encodeJson(withId ? message : withoutId);
  }

  protected aheadBytes(entry: LogEntry): Buffer {
    return encodeJson(aheadMessage(entry));
  }

  protected noticeBytes({ data, ...notice }: Notice): Buffer {
    return encodeJson({ ...notice, data: dataText(data) });
  }

  protected beatBytes(position: string): Buffer {
    return encodeJson({ event: 'heartbeat', id: position, data: '{}' });
  }

  protected socketBytes(): number {
    return this.#socket.writableLength;
  }

  protected halfClose(): void {
    this.#socket.end();
  }

  protected endSocket(): void {
    const cut = setTimeout(() => this.#client.terminate(), this.#stopTimeoutMs);
    cut.unref();
    this.#client.once('close', () => clearTimeout(cut));
    this.#client.close(CLOSE_GOING_AWAY);
  }

  protected cutSocket(): void {
    this.#client.terminate();
  }
}
