import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertChannelName } from '@shared/channel';
import { StreamgaugeError, toProblem } from '@shared/errors';
import type { HubSnapshot, HubState, Publication, SceneId } from '@shared/hub';
import type { Level, Priority } from '@shared/notification';
import { Clients, type ClientCounters } from './clients';
import type { Notice } from './connection';
import { assertEventType, assertRetry, dataText, encodeFrame, MAX_FRAME_BYTES } from './frame';
import { InitialStates, type StateProvider } from './initial-state';
import { EventLog } from './log';
import { resolveOptions, type HubOptions, type ResolvedOptions } from './options';
import { createRequestHandler, type RequestHandler } from './requests';
import { DemoScenes } from './scenes/demo-scenes';

/** A message for a person. */
export interface HubNotification {
  readonly title: string;
  readonly message: string;
  readonly level: Level;
  readonly priority: Priority;
  /** Default `notifications`. */
  readonly channel?: string;
  /** More fields of the event's data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a publisher is told. */
export interface Published {
  /** The id on the wire. */
  readonly id: string;
  /** Clients that listen to the channel. */
  readonly clients: number;
}

/** An event-stream server that lives inside a process. Made by `createHub`. */
export interface Hub {
  /**
   * Listens. Does nothing when it listens already.
   * @throws StreamgaugeError `port-in-use`, `port-forbidden`, `listen-failed`
   */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /** Tells every client when to come back, ends the streams, and stops listening; takes at most `stopTimeoutMs`. */
  stop(): Promise<void>;
  /**
   * Adds an event to the log and hands it to everybody who listens. Works whether or not the hub listens.
   * @throws StreamgaugeError `bad-channel`, `bad-event-type`, `bad-id`, `id-taken`, `bad-retry`, `bad-data`, `too-large`
   */
  publish(publication: Publication): Published;
  /** Publishes an event of type `notification`. Throws as `publish` does. */
  notify(notification: HubNotification): Published;
  /** What new clients of a channel get first, as `initial_state`. Returns the function that takes it away again. */
  setState(channel: string, provider: StateProvider): () => void;
  /**
   * Starts or stops a demo scene.
   * @param rate events per second, 0.1 … 50
   * @throws StreamgaugeError `bad-rate`
   */
  setScene(id: SceneId, running: boolean, rate: number): void;
  /** Ends one client's stream; the client may come back. */
  disconnect(clientId: string): void;
  snapshot(): HubSnapshot;
  counters(): ClientCounters;
  /** Called at every change that a snapshot shows, so often. Returns the function that takes the listener off. */
  onChange(listener: () => void): () => void;
  /** Answers one request of a server of your own, under `/events`, `/publish` and `/healthz`. */
  readonly handler: RequestHandler;
}

/** Bounds of Node's own server, ms and bytes: nobody can hold a connection by being slow to ask. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
const CHECKING_INTERVAL_MS = 1_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** After a stop clients come back within 1 s to this much later per client, at most 30 s, so not all at once. */
const RETURN_WINDOW_MS = { min: 1_000, perClient: 20, max: 30_000 };

/**
 * Makes a hub. It does not listen before `start`.
 * @throws StreamgaugeError `not-loopback`, `bad-option`
 */
export function createHub(options: HubOptions = {}): Hub {
  return new EventHub(resolveOptions(options));
}

class EventHub implements Hub {
  readonly handler: RequestHandler;
  readonly #options: ResolvedOptions;
  readonly #log: EventLog;
  readonly #states: InitialStates;
  readonly #clients: Clients;
  readonly #scenes: DemoScenes;
  readonly #listeners = new Set<() => void>();
  #state: HubState = { phase: 'stopped' };
  #server: Server | null = null;
  #closing = false;
  #published = 0;
  /** Starts and stops happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#log = new EventLog(options.history, options.now);
    this.#states = new InitialStates(options.onError);
    this.#clients = new Clients(options, this.#log, this.#states, () => this.#changed());
    this.#scenes = new DemoScenes({
      publish: (publication) => this.publish(publication),
      notify: (notification) => this.notify(notification),
      setState: (channel, provider) => this.setState(channel, provider),
      now: options.now,
      random: options.random,
      onError: options.onError,
    });
    this.handler = createRequestHandler({
      options,
      log: this.#log,
      clients: this.#clients,
      accepting: () => !this.#closing,
      publish: (publication) => this.publish(publication),
    });
  }

  start(): Promise<{ url: string; port: number }> {
    return this.#inTurn(async () => {
      if (this.#state.phase === 'running') return { url: this.#state.url, port: this.#state.port };
      this.#setState({ phase: 'starting' });
      try {
        const { server, port } = await listen(this.#options, this.handler);
        this.#server = server;
        this.#closing = false;
        const { host } = this.#options;
        const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
        this.#setState({ phase: 'running', url, port, since: this.#options.now() });
        return { url, port };
      } catch (error) {
        this.#setState({ phase: 'failed', reason: toProblem(error) });
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      this.#scenes.stopAll();
      this.#closing = true;
      const closed = this.#closeServer();
      this.#clients.closeAll(farewells(this.#clients.size, this.#options.random));
      await closed;
      this.#setState({ phase: 'stopped' });
    });
  }

  publish(publication: Publication): Published {
    const { channel, event, data, id: ownId, retry } = publication;
    assertChannelName(channel);
    if (event !== undefined && event !== '') assertEventType(event);
    if (retry !== undefined) assertRetry(retry);
    const text = dataText(data);
    const entry = this.#log.append(channel, ownId, (id) => {
      const frame = encodeFrame({
        channel,
        id,
        event: event === undefined || event === '' ? 'message' : event,
        ...(retry !== undefined && { retry }),
        data: text,
      });
      if (frame.length <= MAX_FRAME_BYTES) return frame;
      throw new StreamgaugeError(
        'too-large',
        `The event takes more than ${MAX_FRAME_BYTES} bytes on the wire.`,
        {
          hint: 'Send large content by address, or in several events.',
        },
      );
    });
    this.#published++;
    const clients = this.#clients.offer(entry);
    this.#changed();
    return { id: entry.id, clients };
  }

  notify({ channel = 'notifications', details, ...message }: HubNotification): Published {
    const { title, message: text, level, priority } = message;
    return this.publish({
      channel,
      event: 'notification',
      data: { level, priority, title, message: text, ...details },
    });
  }

  setState(channel: string, provider: StateProvider): () => void {
    assertChannelName(channel);
    return this.#states.set(channel, provider);
  }

  setScene(id: SceneId, running: boolean, rate: number): void {
    this.#scenes.set(id, running, rate);
    this.#changed();
  }

  disconnect(clientId: string): void {
    this.#clients.disconnect(clientId);
  }

  snapshot(): HubSnapshot {
    this.#log.trim();
    return {
      state: this.#state,
      clients: this.#clients.list(),
      channels: this.#clients.channels(),
      scenes: this.#scenes.list(),
      published: this.#published,
      history: { events: this.#log.length, limit: this.#options.history.events },
    };
  }

  counters(): ClientCounters {
    return this.#clients.counters;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #closeServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    await new Promise<void>((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), this.#options.stopTimeoutMs);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(step);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #setState(state: HubState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }
}

/** Each client is told another time to come back, in a window that grows with their number. */
function farewells(clients: number, random: () => number): () => Notice {
  const { min, perClient, max } = RETURN_WINDOW_MS;
  const window = Math.min(max, min + clients * perClient);
  return () => {
    const retry = Math.round(min + random() * window);
    return { event: 'hub.shutdown', data: { message: 'The hub is closing.', retryMs: retry }, retry };
  };
}

function listen(
  options: ResolvedOptions,
  handler: RequestHandler,
): Promise<{ server: Server; port: number }> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      noDelay: true,
    },
    (req: IncomingMessage, res: ServerResponse) => handler(req, res),
  );
  // Their size is bounded. Node would leave those beyond a number out unsaid, and the access checks need all.
  server.maxHeadersCount = 0;
  // Room to tell those who are too many that they are, and an end to it.
  server.maxConnections = options.maxConnections * 2 + 64;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen({ host: options.host, port: options.port, exclusive: true }, () => {
      server.removeAllListeners('error');
      server.on('error', options.onError);
      resolve({ server, port: (server.address() as AddressInfo).port });
    });
  });
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ResolvedOptions): StreamgaugeError {
  if (error.code === 'EADDRINUSE') {
    return new StreamgaugeError('port-in-use', `Port ${port} on ${host} is already in use.`, {
      hint: 'Choose another port, or 0 for any free one, or stop the program that uses it.',
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new StreamgaugeError('port-forbidden', `This user may not listen on port ${port} of ${host}.`, {
      hint: 'Choose a port from 1024 on, or 0 for any free one.',
      cause: error,
    });
  }
  return new StreamgaugeError(
    'listen-failed',
    `The hub cannot listen on port ${port} of ${host} (${error.code ?? error.message}).`,
    { hint: 'Choose another port, or check that the address exists on this machine.', cause: error },
  );
}
