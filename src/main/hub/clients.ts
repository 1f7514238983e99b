import { randomUUID } from 'node:crypto';
import type { HubChannel, HubClient } from '@shared/hub';
import { ChannelIndex } from './channel-index';
import { Connection, type Arrival, type CloseReason, type Notice, type Sink } from './connection';
import type { InitialStates } from './initial-state';
import type { EventLog, LogEntry } from './log';
import type { ResolvedOptions } from './options';
import type { Subscription } from './subscription';

/** Who comes, and how it is reached. */
export interface Newcomer {
  readonly transport: HubClient['transport'];
  readonly agent: string;
  readonly remoteAddress: string;
  readonly subscription: Subscription;
  readonly arrival: Arrival;
  readonly sink: Sink;
}

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
  readonly closed: Readonly<Record<CloseReason, number>>;
}

/** Everybody who is connected, by whatever transport. */
export class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #byAddress = new Map<string, number>();
  readonly #index = new ChannelIndex<Connection>();
  readonly #closed: Record<CloseReason, number> = {
    'client-left': 0,
    disconnected: 0,
    'too-slow': 0,
    'too-much-waiting': 0,
    shutdown: 0,
  };
  readonly #options: ResolvedOptions;
  readonly #log: EventLog;
  readonly #states: InitialStates;
  readonly #changed: () => void;
  #opened = 0;
  #refused = 0;
  #gaps = 0;

  constructor(options: ResolvedOptions, log: EventLog, states: InitialStates, changed: () => void) {
    this.#options = options;
    this.#log = log;
    this.#states = states;
    this.#changed = changed;
  }

  get size(): number {
    return this.#clients.size;
  }

  get counters(): ClientCounters {
    return {
      opened: this.#opened,
      refused: this.#refused,
      gaps: this.#gaps,
      closed: { ...this.#closed },
    };
  }

  /** Whether one more from this address is let in; counts the refusal when not. */
  hasRoom(remoteAddress: string): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.#options;
    const sameAddress = this.#byAddress.get(remoteAddress) ?? 0;
    if (this.#clients.size < maxConnections && sameAddress < maxConnectionsPerAddress) return true;
    this.#refused++;
    return false;
  }

  /** Registers and greets a client; its transport reports `drained` and `close('client-left')` to what is returned. */
  connect(newcomer: Newcomer): Connection {
    const id = randomUUID();
    const connection: Connection = new Connection({
      id,
      subscription: newcomer.subscription,
      log: this.#log,
      sink: newcomer.sink,
      initialState: (matches) => this.#states.notices(matches),
      heartbeatMs: this.#options.heartbeatMs,
      maxQueuedBytes: this.#options.maxQueuedBytes,
      drainTimeoutMs: this.#options.drainTimeoutMs,
      now: this.#options.now,
      random: this.#options.random,
      onGap: () => this.#gaps++,
      onClose: (reason) => this.#remove(id, reason),
    });
    this.#opened++;
    this.#clients.set(id, { connection, newcomer });
    this.#byAddress.set(newcomer.remoteAddress, (this.#byAddress.get(newcomer.remoteAddress) ?? 0) + 1);
    this.#index.add(connection);
    connection.open(newcomer.arrival);
    this.#changed();
    return connection;
  }

  /** Hands a new event to everybody who listens to its channel, and says how many that are. */
  offer(entry: LogEntry): number {
    const subscribers = this.#index.publishedTo(entry.channel);
    const reached = subscribers.size;
    for (const connection of subscribers) connection.offer(entry);
    return reached;
  }

  /** Ends one client's stream. Does nothing for an id that is not connected. */
  disconnect(id: string): void {
    this.#clients.get(id)?.connection.close('disconnected');
  }

  /** Ends every stream, each with its own last message. */
  closeAll(farewell: () => Notice): void {
    for (const { connection } of [...this.#clients.values()]) connection.close('shutdown', farewell());
  }

  /** In the order of arrival. */
  list(): HubClient[] {
    return [...this.#clients.values()].map(({ connection, newcomer }) => ({
      id: connection.id,
      transport: newcomer.transport,
      agent: newcomer.agent,
      remoteAddress: newcomer.remoteAddress,
      channels: connection.subscription.patterns,
      connectedAt: connection.connectedAt,
      sent: connection.sent,
      queuedBytes: connection.queuedBytes,
    }));
  }

  channels(): HubChannel[] {
    return this.#index.list();
  }

  #remove(id: string, reason: CloseReason): void {
    const client = this.#clients.get(id);
    if (!client) return;
    this.#clients.delete(id);
    this.#index.remove(client.connection);
    const { remoteAddress } = client.newcomer;
    const left = (this.#byAddress.get(remoteAddress) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(remoteAddress);
    else this.#byAddress.set(remoteAddress, left);
    this.#closed[reason]++;
    this.#changed();
  }
}
