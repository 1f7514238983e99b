import { assertChannelName, channelMatcher } from '@shared/channel';
import { StreamgaugeError, toProblem } from '@shared/errors';
import type {
  AccessMode,
  Audience,
  Faults,
  HubSnapshot,
  HubState,
  Publication,
  SceneId,
  ScenePace,
} from '@shared/hub';
import type { Level, Priority } from '@shared/notification';
import { TooFastError, type Publisher } from './answer-publish';
import { audienceOf, type ListenerFilter } from './audience';
import { Authenticator } from './auth/authenticator';
import { jwtVerifier } from './auth/jwt';
import { TicketBox } from './auth/tickets';
import type { SharedEvent } from './backplane/backplane';
import { SharedIds } from './backplane/shared-ids';
import { SharedLog } from './backplane/shared-log';
import type { ChannelSettings } from './channel-history';
import { Clients, type ClientCounters } from './clients';
import { FaultSwitch } from './faults/fault-switch';
import { assertEventId, assertEventType, assertRetry, dataText, encodeFrame, MAX_FRAME_BYTES } from './frame';
import { InitialStates, type StateProvider } from './initial-state';
import { EventLog, type LogEntry } from './log';
import type { Place } from './log-ids';
import { metricsText } from './metrics';
import { openApiDocument } from './openapi';
import { assertReach, resolveOptions, type HubOptions, type ResolvedOptions } from './options';
import { PersistentLog } from './persistent-log';
import { RateLimiter } from './rate-limit';
import { createHandlers, type RequestHandler, type UpgradeHandler } from './requests';
import { DemoScenes } from './scenes/demo-scenes';
import { listen, type ListeningServer } from './server';
import type { Notice } from './sink';
import { asyncApiDocument } from './streams/asyncapi';
import { StreamRegistry } from './streams/stream-registry';

/** An event to publish from code: as over HTTP, and to a choice among those who listen. */
export interface HubPublication extends Omit<Publication, 'to'> {
  readonly to?:
    | (Audience & {
        /** Chooses among the connections of this hub; cannot be shared with other hubs. */
        readonly filter?: ListenerFilter | undefined;
      })
    | undefined;
}

/** A message for a person. */
export interface HubNotification {
  readonly title: string;
  readonly message: string;
  readonly level: Level;
  readonly priority: Priority;
  /** Default `notifications`. */
  readonly channel?: string;
  readonly to?: HubPublication['to'];
  /** More fields of the event's data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a publisher is told. */
export interface Published {
  /** The id on the wire; null when other hubs share the log and the event is still on its way. */
  readonly id: string | null;
  /** Clients of this hub that listen to the channel. */
  readonly clients: number;
}

/** An event-stream server that lives inside a process. Made by `createHub`. */
export interface Hub {
  /**
   * Listens. Does nothing when it listens already.
   * @throws StreamgaugeError `port-in-use`, `port-forbidden`, `listen-failed`, `bad-certificate`, `journal-…`
   */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /** Tells every client when to come back, ends the streams, and stops listening; takes at most `stopTimeoutMs`. */
  stop(): Promise<void>;
  /**
   * Adds an event to the log and hands it to everybody who listens and whom it is for. Works whether or not the hub
   * listens, but not before the first `start` when the log is kept on disk or shared.
   * @throws StreamgaugeError `bad-channel`, `bad-event-type`, `bad-id`, `id-taken`, `bad-retry`, `bad-data`, `too-large`,
   * `unknown-event-type`, `bad-event-data`, `filter-not-shared`, `not-started`
   */
  publish(publication: HubPublication): Published;
  /** The same, and resolves when the event has its id: with other hubs, when it has been delivered here. */
  publishConfirmed(publication: HubPublication): Promise<Published>;
  /** Publishes to everybody: to every channel named, each with an event of its own. */
  broadcast(channels: readonly string[], event: Omit<HubPublication, 'channel'>): readonly Published[];
  /** Publishes an event of type `notification`. Throws as `publish` does. */
  notify(notification: HubNotification): Published;
  /** What new clients of a channel get first, as `initial_state`. Returns the function that takes it away again. */
  setState(channel: string, provider: StateProvider): () => void;
  /**
   * Starts or stops a demo scene.
   * @throws StreamgaugeError `bad-pace`
   */
  setScene(id: SceneId, running: boolean, pace: ScenePace): void;
  /** Sets what the hub does wrong on purpose: for everybody (null), or for one client. */
  setFaults(clientId: string | null, faults: Faults): void;
  /**
   * Changes who has to say who they are. Readers who have not and now would have to are sent away.
   * @throws StreamgaugeError `open-to-network`
   */
  setAccess(mode: AccessMode): void;
  /** Cuts every connection now, as a broken line would. */
  dropNow(): void;
  /** Ends one client's stream; the client may come back. */
  disconnect(clientId: string): void;
  disconnectAll(): void;
  /** How many listen to a channel, and how many users that are. */
  presence(channel: string): { readonly clients: number; readonly users: number };
  snapshot(): HubSnapshot;
  counters(): ClientCounters;
  /** The readings in the Prometheus text format. */
  metrics(): string;
  /** Called at every change that a snapshot shows, so often. Returns the function that takes the listener off. */
  onChange(listener: () => void): () => void;
  /** Called with every event that is published. Returns the function that takes the listener off. */
  onEvent(listener: (event: HubEvent) => void): () => void;
  /** Answers one request of a server of your own, under the paths of `docs/hub.md`. */
  readonly handler: RequestHandler;
  /** The same for its `upgrade` events: WebSockets. */
  readonly upgradeHandler: UpgradeHandler;
}

/** An event as it went into the log. */
export interface HubEvent {
  readonly id: string;
  readonly channel: string;
  readonly event: string;
  readonly data: string;
  readonly retry?: number;
  /** Epoch ms. */
  readonly at: number;
}

/** After a stop clients come back within 1 s to this much later per client, at most 30 s, so not all at once. */
const RETURN_WINDOW_MS = { min: 1_000, perClient: 20, max: 30_000 };
/** Version of the hub's HTTP interface, in its documents. */
const API_VERSION = '1.0.0';

/**
 * Makes a hub. It does not listen before `start`.
 * @throws StreamgaugeError `open-to-network`, `bad-option`, `bad-channel`, `bad-stream`
 */
export function createHub(options: HubOptions = {}): Hub {
  return new EventHub(resolveOptions(options));
}

class EventHub implements Hub {
  readonly handler: RequestHandler;
  readonly upgradeHandler: UpgradeHandler;
  readonly #options: ResolvedOptions;
  readonly #log: EventLog;
  readonly #states: InitialStates;
  readonly #faults: FaultSwitch;
  readonly #clients: Clients;
  readonly #scenes: DemoScenes;
  readonly #streams: StreamRegistry;
  readonly #publishers: RateLimiter;
  readonly #shared: SharedLog | null;
  readonly #persistent: PersistentLog | null;
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: HubEvent) => void>();
  readonly #refused = new Map<string, number>();
  #access: AccessMode;
  #state: HubState = { phase: 'stopped' };
  #server: ListeningServer | null = null;
  /** Whether the log is complete: at once, or when what is kept elsewhere has been read. */
  #ready: boolean;
  #closing = false;
  #published = 0;
  #offRevoked: (() => void) | null = null;
  /** Starts and stops happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#access = options.access;
    this.#streams = new StreamRegistry(options.streams);
    this.#log = new EventLog(options.history, options.now, channelSettings(options));
    this.#states = new InitialStates(options.onError);
    this.#publishers = new RateLimiter(options.publishRate ?? { perSecond: 0 });
    this.#faults = new FaultSwitch({
      dropAll: () => this.#clients.disconnectAll('client-left'),
      drop: (clientId) => this.#clients.get(clientId)?.close('client-left'),
      random: options.random,
    });
    this.#clients = new Clients({
      options,
      log: this.#log,
      states: this.#states,
      faults: this.#faults,
      limitsOf: (pattern) => this.#streams.find(pattern)?.limits,
      changed: () => this.#changed(),
    });
    this.#scenes = new DemoScenes({
      publish: (publication) => void this.publish(publication),
      notify: (notification) => this.notify(notification),
      setState: (channel, provider) => this.setState(channel, provider),
      now: options.now,
      random: options.random,
      onError: options.onError,
    });
    this.#shared = this.#shareLog();
    this.#persistent =
      options.persistFolder === undefined
        ? null
        : new PersistentLog(options.persistFolder, options, this.#log, () => this.#changed());
    this.#ready = !this.#shared && !this.#persistent;
    const { request, upgrade } = this.#createHandlers();
    this.handler = request;
    this.upgradeHandler = upgrade;
  }

  start(): Promise<{ url: string; port: number }> {
    return this.#inTurn(async () => {
      if (this.#state.phase === 'running') return { url: this.#state.url, port: this.#state.port };
      this.#setState({ phase: 'starting' });
      try {
        await this.#fillLog();
        this.#offRevoked ??= this.#options.tokens?.onRevoked((id) => this.#expire(id)) ?? null;
        this.#server = await listen(this.#options, { request: this.handler, upgrade: this.upgradeHandler });
        this.#closing = false;
        const { host, tls, now } = this.#options;
        const { port } = this.#server;
        const url = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
        this.#setState({ phase: 'running', url, port, since: now() });
        this.#note('info', 'listening', { url });
        return { url, port };
      } catch (error) {
        this.#setState({ phase: 'failed', reason: toProblem(error) });
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const { stopTimeoutMs, random } = this.#options;
      this.#scenes.stopAll();
      this.#faults.close();
      this.#closing = true;
      const closed = this.#server?.close(stopTimeoutMs);
      this.#server = null;
      this.#clients.closeAll(farewells(this.#clients.size, random));
      await closed;
      await this.#shared?.stop(stopTimeoutMs);
      await this.#persistent?.close(stopTimeoutMs);
      if (this.#persistent) this.#ready = false;
      this.#offRevoked?.();
      this.#offRevoked = null;
      if (this.#state.phase === 'running') this.#note('info', 'stopped', {});
      this.#setState({ phase: 'stopped' });
    });
  }

  publish(publication: HubPublication): Published {
    const event = this.#checked(publication);
    const { channel } = event;
    if (!this.#shared) {
      const { entry, clients } = this.#deliver(event, undefined, publication.to?.filter);
      return { id: entry.id, clients };
    }
    this.#shared.publish(event).catch((error: unknown) => this.#options.onError(error));
    return { id: null, clients: this.#clients.listeners(channel) };
  }

  async publishConfirmed(publication: HubPublication): Promise<Published> {
    if (!this.#shared) return this.publish(publication);
    const event = this.#checked(publication);
    const id = await this.#shared.publish(event);
    return { id, clients: this.#clients.listeners(event.channel) };
  }

  broadcast(channels: readonly string[], event: Omit<HubPublication, 'channel'>): readonly Published[] {
    return channels.map((channel) => this.publish({ ...event, channel }));
  }

  notify({ channel = 'notifications', to, details, ...message }: HubNotification): Published {
    const { title, message: text, level, priority } = message;
    return this.publish({
      channel,
      event: 'notification',
      priority,
      data: { level, priority, title, message: text, ...details },
      ...(to !== undefined && { to }),
    });
  }

  setState(channel: string, provider: StateProvider): () => void {
    assertChannelName(channel);
    return this.#states.set(channel, provider);
  }

  setScene(id: SceneId, running: boolean, pace: ScenePace): void {
    this.#scenes.set(id, running, pace);
    this.#changed();
  }

  setFaults(clientId: string | null, faults: Faults): void {
    this.#faults.set(clientId, faults);
    this.#changed();
  }

  setAccess(mode: AccessMode): void {
    if (mode === this.#access) return;
    assertReach(this.#options.host, mode);
    this.#access = mode;
    if (mode === 'all') this.#clients.expire(({ via }) => via === 'nothing');
    this.#changed();
  }

  dropNow(): void {
    this.#clients.disconnectAll('client-left');
  }

  disconnect(clientId: string): void {
    this.#clients.disconnect(clientId);
  }

  disconnectAll(): void {
    this.#clients.disconnectAll();
  }

  presence(channel: string): { readonly clients: number; readonly users: number } {
    return this.#clients.presence(channel);
  }

  snapshot(): HubSnapshot {
    this.#log.trim();
    const { history, tokens } = this.#options;
    const backplane = this.#shared?.state() ?? { phase: 'none' };
    const problem = this.#persistent?.problem ?? null;
    return {
      state: this.#state,
      access: this.#access,
      clients: this.#clients.list(),
      channels: this.#clients.channels(),
      scenes: this.#scenes.list(),
      faults: this.#faults.hub,
      tokens: tokens?.list() ?? [],
      published: this.#published,
      history: {
        events: this.#log.length,
        limit: history.events,
        bytes: this.#log.bytes,
        limitBytes: history.bytes,
        persisted: this.#persistent !== null,
      },
      backplane,
      warnings: [...(problem ? [problem] : []), ...(backplane.phase === 'lost' ? [backplane.reason] : [])],
    };
  }

  counters(): ClientCounters {
    return this.#clients.counters;
  }

  metrics(): string {
    return metricsText({
      snapshot: this.snapshot(),
      clients: this.#clients.counters,
      refusedPublications: this.#refused,
      startedAt: this.#state.phase === 'running' ? this.#state.since : null,
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEvent(listener: (event: HubEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  #createHandlers(): ReturnType<typeof createHandlers> {
    const options = this.#options;
    const { tokens, jwt, authenticate, now } = options;
    const access = (): AccessMode => this.#access;
    const authenticator = new Authenticator({
      get mode() {
        return access();
      },
      tickets: new TicketBox(),
      now,
      ...(tokens && { tokens }),
      ...(jwt && { jwt: jwtVerifier(jwt, now) }),
      ...(authenticate && { authenticate }),
    });
    const streams = this.#streams;
    return createHandlers({
      options,
      log: this.#log,
      clients: this.#clients,
      faults: this.#faults,
      streams,
      authenticator,
      hubId: () => this.#log.epoch,
      linkHealth: () => (this.#shared ? { backplane: this.#shared.state().phase } : {}),
      accepting: () => !this.#closing && this.#ready,
      publishAs: (publication, publisher) => this.#publishAs(publication, publisher),
      documents: {
        openApi: (url) =>
          openApiDocument({ url, version: API_VERSION, access: access(), metrics: options.metrics }),
        asyncApi: (url) => asyncApiDocument({ url, version: API_VERSION, access: access(), streams }),
        metrics: () => this.metrics(),
      },
    });
  }

  async #publishAs(publication: Publication, { principal, remoteAddress }: Publisher): Promise<Published> {
    try {
      const taken = this.#publishers.take(principal.userId ?? principal.name ?? remoteAddress);
      if (!taken.ok) throw new TooFastError(taken.retryAfterSeconds);
      return await this.publishConfirmed(publication);
    } catch (error) {
      const { code } = toProblem(error);
      this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
      this.#note('warn', 'publish-refused', { code, remoteAddress, publisher: principal.name });
      throw error;
    }
  }

  /** A publication in the form that hubs share. */
  #checked(publication: HubPublication): SharedEvent {
    const { channel, event = '', data, id, retry, priority, key, to } = publication;
    if (!this.#ready) {
      throw new StreamgaugeError('not-started', 'The hub takes no events before it has been started.', {
        hint: 'Its log is kept elsewhere and has not been read yet.',
      });
    }
    assertChannelName(channel);
    if (event !== '') assertEventType(event);
    if (id !== undefined) assertEventId(id);
    if (retry !== undefined) assertRetry(retry);
    if (this.#shared && to?.filter) {
      throw new StreamgaugeError('filter-not-shared', 'A filter function cannot travel to other hubs.', {
        hint: 'Publish to userIds or subscriptions instead.',
      });
    }
    this.#streams.check({ channel, event, data });
    const checked: { -readonly [K in keyof SharedEvent]: SharedEvent[K] } = {
      channel,
      event: event === '' ? 'message' : event,
      data: dataText(data),
      at: this.#options.now(),
    };
    if (id !== undefined) checked.id = id;
    if (retry !== undefined) checked.retry = retry;
    if (priority !== undefined) checked.priority = priority;
    if (key !== undefined) checked.key = key;
    const { userIds, subscriptions } = to ?? {};
    if (userIds !== undefined || subscriptions !== undefined) {
      checked.to = { ...(userIds && { userIds }), ...(subscriptions && { subscriptions }) };
    }
    return checked;
  }

  /** Puts an event into the log and hands it to whoever listens. */
  #deliver(event: SharedEvent, place?: Place, filter?: ListenerFilter): { entry: LogEntry; clients: number } {
    const entry = this.#append(event, place, filter);
    this.#published++;
    // A filter cannot be kept: on disk the event would be for everybody.
    if (!filter) this.#persistent?.append(entry.seq, event);
    const clients = this.#clients.offer(entry);
    if (this.#eventListeners.size > 0) this.#tell(eventOf(entry, event));
    this.#changed();
    return { entry, clients };
  }

  #tell(event: HubEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }

  #append(event: SharedEvent, place?: Place, filter?: ListenerFilter): LogEntry {
    const { channel, id: ownId, priority = 'normal', key = event.event, at, to } = event;
    const audience = to || filter ? audienceOf({ ...to, filter }) : null;
    const entry = { channel, ownId, priority, key, audience, place, at };
    return this.#log.append(entry, (id) => frameOf(event, id));
  }

  #shareLog(): SharedLog | null {
    const { backplane, history, persistFolder } = this.#options;
    if (!backplane) return null;
    if (persistFolder !== undefined) {
      throw new StreamgaugeError('bad-option', 'A log that hubs share is not kept in a folder as well.', {
        hint: 'Redis keeps it: switch its persistence on there (appendonly yes).',
      });
    }
    const ids = new SharedIds(backplane.node, history.events);
    this.#log.renumber(ids);
    return new SharedLog({
      backplane,
      ids,
      history: history.events,
      deliver: (event, place) => this.#deliver(event, place).entry.seq,
      onChange: () => this.#linkChanged(),
      onHole: (missed) => this.#clients.tellHole(missed),
      onError: this.#options.onError,
    });
  }

  #linkChanged(): void {
    const state = this.#shared?.state();
    if (state?.phase === 'lost') this.#note('warn', 'backplane-lost', { ...state.reason });
    else if (state?.phase === 'connected') this.#note('info', 'backplane-connected', {});
    this.#changed();
  }

  async #fillLog(): Promise<void> {
    if (this.#shared?.stopped) {
      throw new StreamgaugeError('hub-stopped', 'A hub that has left the others cannot join them again.', {
        hint: 'Make a new one.',
      });
    }
    if (this.#ready) return;
    await this.#shared?.start();
    await this.#persistent?.open((event) => void this.#append(event));
    this.#ready = true;
  }

  #expire(revoked: string): void {
    this.#clients.expire(({ tokenId }) => tokenId === revoked);
  }

  #note(level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.log({ ...fields, level, event, at: this.#options.now() });
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

/** What holds for a channel: the first rule that matches it, and what its stream wants. */
function channelSettings({ channels }: ResolvedOptions): (channel: string) => ChannelSettings {
  const rules = channels.map((rule) => ({ rule, matches: channelMatcher(rule.match) }));
  return (channel) => {
    const rule = rules.find(({ matches }) => matches(channel))?.rule;
    return { policy: rule?.policy ?? 'skip', ...(rule?.history && { history: rule.history }) };
  };
}

function frameOf({ channel, event, data, retry }: SharedEvent, id: string): Buffer {
  const frame = encodeFrame(
    retry === undefined ? { channel, id, event, data } : { channel, id, event, data, retry },
  );
  if (frame.length <= MAX_FRAME_BYTES) return frame;
  throw new StreamgaugeError('too-large', `The event takes more than ${MAX_FRAME_BYTES} bytes on the wire.`, {
    hint: 'Send large content by address, or in several events.',
  });
}

function eventOf({ id, at }: LogEntry, { channel, event, data, retry }: SharedEvent): HubEvent {
  return { id, channel, event, data, at, ...(retry !== undefined && { retry }) };
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
