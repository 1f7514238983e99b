import { Batch } from './batch';
import type { Connection } from './connection';
import type { LogEntry } from './log';

/** Longest time that an event waits to share a write with others, ms. */
const LONGEST_HOLD_MS = 10;
/** Events, and bytes of them, that may wait: then they go out at once. */
const MAX_WAITING = 1_024;
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Hands new events to live connections. When little happens, an event is written the moment it is published. When
 * events come faster than they can be written one by one, those of a while go out together, one write for each
 * connection: the while is as long as the last round of writing took, at most 10 ms, so that half of the time is left
 * for everything else.
 */
export class Delivery {
  readonly #next: () => number;
  readonly #clock: () => number;
  #waiting: LogEntry[] = [];
  #waitingBytes = 0;
  #listeners = new Set<ReadonlySet<Connection>>();
  #round = 0;
  /** From then on the next event is written at once, ms of the clock. */
  #idleFrom = 0;
  #planned: { cancel(): void } | null = null;

  /**
   * @param next the log's next sequence number
   * @param clock ms, never backwards
   */
  constructor(next: () => number, clock = (): number => performance.now()) {
    this.#next = next;
    this.#clock = clock;
  }

  /** Everything below this number has been handed to every live connection. */
  get handedOver(): number {
    return this.#waiting[0]?.seq ?? this.#next();
  }

  publish(entry: LogEntry, listeners: ReadonlySet<Connection>): void {
    if (this.#waiting.length === 0) {
      if (listeners.size === 0) return;
      const now = this.#clock();
      if (now >= this.#idleFrom) {
        this.#write([entry], [listeners], now);
        return;
      }
    }
    this.#waiting.push(entry);
    this.#waitingBytes += entry.frame.length;
    this.#listeners.add(listeners);
    if (this.#waiting.length >= MAX_WAITING || this.#waitingBytes >= MAX_WAITING_BYTES) this.flush();
    else this.#planned ??= plan(() => this.flush(), this.#idleFrom - this.#clock());
  }

  /** Hands over what waits. */
  flush(): void {
    this.#planned?.cancel();
    this.#planned = null;
    if (this.#waiting.length === 0) return;
    const entries = this.#waiting;
    const listeners = [...this.#listeners];
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#listeners.clear();
    this.#write(entries, listeners, this.#clock());
  }

  #write(entries: readonly LogEntry[], groups: readonly ReadonlySet<Connection>[], began: number): void {
    const window = new Window(entries);
    const round = ++this.#round;
    for (const group of groups) {
      for (const connection of group) {
        if (connection.round === round) continue;
        connection.round = round;
        connection.deliver(window);
      }
    }
    const ended = this.#clock();
    this.#idleFrom = ended + Math.min(LONGEST_HOLD_MS, ended - began);
  }
}

function plan(step: () => void, delayMs: number): { cancel(): void } {
  if (delayMs <= 0.5) {
    const immediate = setImmediate(step);
    return { cancel: () => clearImmediate(immediate) };
  }
  const timer = setTimeout(step, delayMs);
  return { cancel: () => clearTimeout(timer) };
}

/** The events of one round, and the batches made of them, each once for all connections that get the same. */
export class Window {
  readonly entries: readonly LogEntry[];
  /** Number after the last of them. */
  readonly end: number;
  readonly #targeted: boolean;
  readonly #batches = new Map<object, Map<number, Batch | null>>();

  constructor(entries: readonly LogEntry[]) {
    this.entries = entries;
    this.end = entries[entries.length - 1]!.seq + 1;
    this.#targeted = entries.some(({ audience }) => audience !== null);
  }

  /** What a connection gets of this round: from `cursor` on, what it wants and what is for it. Null for nothing. */
  batchFor(connection: Pick<Connection, 'subscription' | 'admits'>, cursor: number): Batch | null {
    const { subscription } = connection;
    const start = cursor <= this.entries[0]!.seq ? 0 : cursor;
    if (this.#targeted)
      return this.#select(start, (entry) => subscription.matches(entry.channel) && connection.admits(entry));
    let known = this.#batches.get(subscription);
    if (!known) this.#batches.set(subscription, (known = new Map()));
    let batch = known.get(start);
    if (batch === undefined) {
      batch = this.#select(start, ({ channel }) => subscription.matches(channel));
      known.set(start, batch);
    }
    return batch;
  }

  #select(start: number, wanted: (entry: LogEntry) => boolean): Batch | null {
    const entries = this.entries.filter((entry) => entry.seq >= start && wanted(entry));
    return entries.length === 0 ? null : new Batch(entries);
  }
}
