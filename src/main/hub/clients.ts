import { StreamgaugeError } from '@shared/errors';
import type { HubChannel, HubClient } from '@shared/hub';
import type { Listener } from './audience';
import type { Principal } from './auth/principal';
import { ChannelIndex } from './channel-index';
import { CLOSE_REASONS, Connection, type Arrival, type CloseReason, type ConnectionHost } from './connection';
import { Delivery } from './delivery';
import type { FaultSwitch } from './faults/fault-switch';
import type { InitialStates } from './initial-state';
import type { EventLog, LogEntry } from './log';
import type { ResolvedOptions } from './options';
import type { Notice, Sink } from './sink';
import type { StreamLimits } from './streams/define-stream';
import type { Subscription } from './subscription';

/** Who asks for events: checked, and what it may have. */
export interface Visitor {
  /** Given before there is a connection: faults and polls go by it. */
  readonly id: string;
  readonly agent: string;
  readonly remoteAddress: string;
  readonly principal: Principal;
  readonly subscription: Subscription;
  readonly arrival: Arrival;
}

/** A visitor who is let in, and how it is reached. */
export interface Newcomer extends Visitor {
  readonly transport: HubClient['transport'];
  readonly sink: Sink;
  /** Whether it is told `connected`; default yes. */
  readonly greets?: boolean;
  /** What a transport that takes nothing for that long means; default: too slow, after `drainTimeoutMs`. */
  readonly patience?: { readonly ms: number; readonly reason: CloseReason };
}

/** Why a newcomer is not let in. */
export type NoRoom = 'connections' | 'address' | 'channel';

interface Client {
  readonly connection: Connection;
  readonly newcomer: Newcomer;
}

/** What became of connections since the hub was made. */
export interface ClientCounters {
  readonly opened: number;
  readonly refused: number;
  /** Gaps that clients were told. */
  readonly gaps: number;
  /** Events written to clients that are gone, and to those that are here. */
  readonly delivered: number;
  /** Events that had left the log before a client was sent them. */
  readonly skipped: number;
  readonly closed: Readonly<Record<CloseReason, number>>;
}

/** How often connections are looked at for what depends on time, ms. */
const PULSE_MS = { min: 10, max: 1_000 };
/** Part of `maxConnectionAgeMs` by which it varies. */
const AGE_JITTER = 0.1;

/** Parts of the hub that connections need. */
export interface ClientsContext {
  readonly options: ResolvedOptions;
  readonly log: EventLog;
  readonly states: InitialStates;
  readonly faults: FaultSwitch;
  /** What a typed stream says of connections to one of its channels. */
  readonly limitsOf: (pattern: string) => StreamLimits | undefined;
  readonly changed: () => void;
}

/** Everybody who is connected, by whatever transport. */
export class Clients {
  readonly delivery: Delivery;
  readonly #clients = new Map<string, Client>();
  readonly #byAddress = new Map<string, number>();
  readonly #byPattern = new Map<string, number>();
  readonly #index = new ChannelIndex<Connection>();
  readonly #closed = Object.fromEntries(CLOSE_REASONS.map((reason) => [reason, 0])) as Record<
    CloseReason,
    number
  >;
  readonly #options: ResolvedOptions;
  readonly #log: EventLog;
  readonly #host: ConnectionHost;
  readonly #faults: FaultSwitch;
  readonly #limitsOf: ClientsContext['limitsOf'];
  readonly #changed: () => void;
  readonly #pulseMs: number;
  /** Runs while anybody is here. */
  #pulse: NodeJS.Timeout | null = null;
  #opened = 0;
  #refused = 0;
  #gaps = 0;
  #delivered = 0;
  #skipped = 0;

  constructor(context: ClientsContext) {
    const { options, log } = context;
    this.#options = options;
    this.#log = log;
    this.#faults = context.faults;
    this.#limitsOf = context.limitsOf;
    this.#changed = context.changed;
    this.delivery = new Delivery(() => log.next);
    this.#host = {
      log,
      handedOver: () => this.delivery.handedOver,
      initialState: (matches) => context.states.notices(matches),
      heartbeatMs: options.heartbeatMs,
      maxQueuedBytes: options.maxQueuedBytes,
      now: options.now,
      random: options.random,
      onGap: () => this.#gaps++,
      onClose: ({ listener }, reason) => this.#remove(listener.id, reason),
    };
    const shortest = Math.min(options.heartbeatMs || Infinity, options.drainTimeoutMs) / 10;
    this.#pulseMs = Math.min(PULSE_MS.max, Math.max(PULSE_MS.min, shortest));
  }

  get size(): number {
    return this.#clients.size;
  }

  get counters(): ClientCounters {
    let delivered = this.#delivered;
    let skipped = this.#skipped;
    for (const { connection } of this.#clients.values()) {
      delivered += connection.sent;
      skipped += connection.skipped;
    }
    const closed = { ...this.#closed };
    return { opened: this.#opened, refused: this.#refused, gaps: this.#gaps, delivered, skipped, closed };
  }

  /** Why one more with this address and subscription is not let in, null when it is; counts refusals. */
  refusal({ remoteAddress, subscription }: Pick<Visitor, 'remoteAddress' | 'subscription'>): NoRoom | null {
    const { maxConnections, maxConnectionsPerAddress } = this.#options;
    let refusal: NoRoom | null = null;
    if (this.#clients.size >= maxConnections) refusal = 'connections';
    else if ((this.#byAddress.get(remoteAddress) ?? 0) >= maxConnectionsPerAddress) refusal = 'address';
    else if (subscription.patterns.some((pattern) => this.#isFull(pattern, remoteAddress)))
      refusal = 'channel';
    if (refusal !== null) this.#refused++;
    return refusal;
  }

  /** Counts a connection that was turned away elsewhere. */
  countRefusal(): void {
    this.#refused++;
  }

  /** Registers and greets a client; its transport reports `drained` and `close('client-left')` to what is returned. */
  connect(newcomer: Newcomer): Connection {
    const { id, transport, agent, remoteAddress, principal, subscription } = newcomer;
    const connectedAt = this.#options.now();
    const listener: Listener = {
      id,
      transport,
      agent,
      remoteAddress,
      channels: subscription.patterns,
      connectedAt,
      userId: principal.userId,
      authenticated: principal.via !== 'nothing',
    };
    const connection = new Connection(this.#host, {
      listener,
      subscription,
      sink: newcomer.sink,
      greets: newcomer.greets ?? true,
      drainTimeoutMs: newcomer.patience?.ms ?? this.#options.drainTimeoutMs,
      drainReason: newcomer.patience?.reason ?? 'too-slow',
      ...this.#end(principal.expiresAt, connectedAt),
    });
    this.#opened++;
    this.#clients.set(id, { connection, newcomer });
    this.#pulse ??= setInterval(() => this.#beat(), this.#pulseMs).unref();
    count(this.#byAddress, remoteAddress, 1);
    for (const pattern of subscription.patterns) count(this.#byPattern, pattern, 1);
    this.#index.add(connection);
    this.#options.log({
      level: 'info',
      event: 'client-connected',
      at: connectedAt,
      client: id,
      transport,
      agent,
      remoteAddress,
      user: principal.name,
      channels: subscription.patterns,
    });
    connection.open(newcomer.arrival);
    this.#changed();
    return connection;
  }

  /**
   * Changes what a client listens to.
   * @throws StreamgaugeError `busy` when a channel that is new in it has as many clients as it may
   */
  resubscribe(connection: Connection, subscription: Subscription): void {
    if (connection.closed) return;
    const { patterns: before } = connection.subscription;
    const { remoteAddress } = connection.listener;
    const full = subscription.patterns.find(
      (pattern) => !before.includes(pattern) && this.#isFull(pattern, remoteAddress),
    );
    if (full !== undefined) {
      throw new StreamgaugeError('busy', `${full} has as many clients as it may.`, {
        hint: 'Try again later.',
      });
    }
    for (const pattern of connection.subscription.patterns) count(this.#byPattern, pattern, -1);
    for (const pattern of subscription.patterns) count(this.#byPattern, pattern, 1);
    this.delivery.flush();
    this.#index.remove(connection);
    connection.resubscribe(subscription);
    this.#index.add(connection);
    this.#changed();
  }

  /** Hands a new event to everybody who listens to its channel, and says how many that are. */
  offer(entry: LogEntry): number {
    const listeners = this.#index.publishedTo(entry.channel);
    this.delivery.publish(entry, listeners);
    return listeners.size;
  }

  /** Tells everybody that events of other hubs are missing here. */
  tellHole(missed: number | null): void {
    for (const { connection } of [...this.#clients.values()]) connection.tellHole(missed);
  }

  /** How many listen to a channel. */
  listeners(channel: string): number {
    return this.#index.listeners(channel);
  }

  /** How many listen to a channel, and how many users that are. */
  presence(channel: string): { readonly clients: number; readonly users: number } {
    const users = new Set<string>();
    let clients = 0;
    for (const { connection } of this.#clients.values()) {
      if (!connection.subscription.matches(channel)) continue;
      clients++;
      if (connection.listener.userId !== null) users.add(connection.listener.userId);
    }
    return { clients, users: users.size };
  }

  /** Ends one client's stream. Does nothing for an id that is not connected. */
  disconnect(id: string): void {
    this.#clients.get(id)?.connection.close('disconnected');
  }

  disconnectAll(reason: CloseReason = 'disconnected'): void {
    for (const { connection } of [...this.#clients.values()]) connection.close(reason);
  }

  /** Ends the streams of everybody whom `concerns` names. */
  expire(concerns: (principal: Principal) => boolean): void {
    for (const { connection, newcomer } of [...this.#clients.values()]) {
      if (concerns(newcomer.principal)) connection.close('expired');
    }
  }

  /** Ends every stream, each with its own last message. */
  closeAll(farewell: () => Notice): void {
    this.delivery.flush();
    for (const { connection } of [...this.#clients.values()]) connection.close('shutdown', farewell());
  }

  get(id: string): Connection | undefined {
    return this.#clients.get(id)?.connection;
  }

  /** In the order of arrival. */
  list(): HubClient[] {
    return [...this.#clients.values()].map(({ connection, newcomer }) => ({
      id: newcomer.id,
      transport: newcomer.transport,
      agent: newcomer.agent,
      remoteAddress: newcomer.remoteAddress,
      user: newcomer.principal.name,
      channels: connection.subscription.patterns,
      connectedAt: connection.listener.connectedAt,
      sent: connection.sent,
      skipped: connection.skipped,
      behind: connection.behind,
      lagMs: connection.lagMs,
      queuedBytes: connection.queuedBytes,
      faults: this.#faults.namesOf(newcomer.id),
    }));
  }

  channels(): HubChannel[] {
    return this.#index.list().map((channel) => ({
      ...channel,
      history: this.#log.heldOf(channel.name),
      policy: this.#log.policyOf(channel.name),
    }));
  }

  #isFull(pattern: string, remoteAddress: string): boolean {
    const limits = this.#limitsOf(pattern);
    const most = Math.min(this.#options.maxConnectionsPerChannel, limits?.connections ?? Infinity);
    if ((this.#byPattern.get(pattern) ?? 0) >= most) return true;
    if (limits?.connectionsPerAddress === undefined) return false;
    let same = 0;
    for (const { connection, newcomer } of this.#clients.values()) {
      if (newcomer.remoteAddress === remoteAddress && connection.subscription.patterns.includes(pattern))
        same++;
    }
    return same >= limits.connectionsPerAddress;
  }

  #beat(): void {
    const now = performance.now();
    for (const { connection } of [...this.#clients.values()]) connection.pulse(now);
  }

  /** When and why a connection ends in any case. */
  #end(expiresAt: number | null, connectedAt: number): { endsAt: number | null; endReason: CloseReason } {
    const { maxConnectionAgeMs, random } = this.#options;
    const tooOldAt =
      maxConnectionAgeMs === 0
        ? Infinity
        : connectedAt + maxConnectionAgeMs * (1 + (random() * 2 - 1) * AGE_JITTER);
    if (expiresAt !== null && expiresAt <= tooOldAt) return { endsAt: expiresAt, endReason: 'expired' };
    return { endsAt: tooOldAt === Infinity ? null : tooOldAt, endReason: 'too-old' };
  }

  #remove(id: string, reason: CloseReason): void {
    const client = this.#clients.get(id);
    if (!client) return;
    const { connection, newcomer } = client;
    this.#clients.delete(id);
    if (this.#clients.size === 0 && this.#pulse) {
      clearInterval(this.#pulse);
      this.#pulse = null;
    }
    this.#index.remove(connection);
    count(this.#byAddress, newcomer.remoteAddress, -1);
    for (const pattern of connection.subscription.patterns) count(this.#byPattern, pattern, -1);
    this.#faults.forget(id);
    this.#closed[reason]++;
    this.#delivered += connection.sent;
    this.#skipped += connection.skipped;
    const level =
      reason === 'too-slow' || reason === 'too-much-waiting' || reason === 'lost-events' ? 'warn' : 'info';
    this.#options.log({
      level,
      event: 'client-left',
      at: this.#options.now(),
      client: id,
      reason,
      sent: connection.sent,
      skipped: connection.skipped,
    });
    this.#changed();
  }
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
