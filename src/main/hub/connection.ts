import type { EventLog, LogEntry, Position } from './log';
import type { Subscription } from './subscription';

/** Why a connection ended. */
export type CloseReason =
  /** The client went away. */
  | 'client-left'
  /** Somebody ended it from the hub's side. */
  | 'disconnected'
  /** What was written was not taken for `drainTimeoutMs`. */
  | 'too-slow'
  /** More than `maxQueuedBytes` waited for it. */
  | 'too-much-waiting'
  | 'shutdown';

/** A message of the hub itself, outside the log. */
export interface Notice {
  readonly event: string;
  readonly data: unknown;
  readonly channel?: string;
  /** A position in the log, when the client is to go on from there. */
  readonly id?: string;
  /** ms. */
  readonly retry?: number;
}

/** Where a transport takes what a connection sends. `send`, `tell` and `beat` answer false when the socket is full. */
export interface Sink {
  send(entry: LogEntry): boolean;
  tell(notice: Notice): boolean;
  /** A sign of life; `position` is the id that stands for everything so far. */
  beat(position: string): boolean;
  /** Bytes written but not yet taken by the socket. */
  queuedBytes(): number;
  /** Ends the stream properly, after what has been written; a peer that does not take it in time is cut. */
  end(): void;
  /** Cuts the connection; what waits is lost. */
  destroy(): void;
}

/** How a client comes: without a past, or with the last id it has seen and what the log makes of it. */
export type Arrival =
  { readonly lastEventId: null } | { readonly lastEventId: string; readonly position: Position };

export interface ConnectionOptions {
  readonly id: string;
  readonly subscription: Subscription;
  readonly log: EventLog;
  readonly sink: Sink;
  /** The current state of every matching channel that has one. */
  readonly initialState: (matches: (channel: string) => boolean) => readonly Notice[];
  readonly heartbeatMs: number;
  readonly maxQueuedBytes: number;
  readonly drainTimeoutMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onClose: (reason: CloseReason) => void;
  readonly onGap: () => void;
}

/** Entries looked at in one turn while catching up, so that a thousand resuming clients share the process. */
const PAGE = 512;
/** Part of the heartbeat interval by which it varies up or down: clients that came together drift apart. */
const HEARTBEAT_JITTER = 0.1;
/** Longest id of a client that is repeated to it. */
const MAX_REPEATED_ID = 256;

/**
 * A client as a cursor into the log. There is no queue.
 *
 * `live`: everything before `log.next` has been written; new events are handed to the socket at once.
 * `catching-up`: on arrival, and whenever the socket is full. Nothing is handed over; when the socket has drained,
 * the log is read from the cursor on, in pages, until the cursor has reached its end. Since the step to `live`
 * happens in the same turn as the last read, no event can fall between the two, and none can come twice.
 */
export class Connection {
  readonly id: string;
  readonly subscription: Subscription;
  readonly connectedAt: number;
  /** Events sent, the hub's own messages not counted. */
  sent = 0;
  readonly #options: ConnectionOptions;
  readonly #log: EventLog;
  readonly #sink: Sink;
  #phase: 'live' | 'catching-up' | 'closed' = 'catching-up';
  /** While catching up: the next entry to look at. While live: set before each write, for the case that it fills the socket. */
  #cursor: number;
  #full = false;
  #pumpPlanned = false;
  #drainTimer: NodeJS.Timeout | null = null;
  #heartbeatTimer: NodeJS.Timeout | null = null;
  #lastWrite = performance.now();

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.subscription = options.subscription;
    this.connectedAt = options.now();
    this.#options = options;
    this.#log = options.log;
    this.#sink = options.sink;
    this.#cursor = options.log.next;
  }

  get queuedBytes(): number {
    return this.#sink.queuedBytes();
  }

  /** Greets the client, tells it what it may have missed, and starts delivery. */
  open(arrival: Arrival): void {
    if (arrival.lastEventId === null) {
      // With this id a client can resume even if it leaves before its first event.
      this.#greet(this.#log.idAfter(this.#cursor - 1));
      this.#tellState();
      this.#pump();
    } else if (arrival.position.known) {
      this.#cursor = arrival.position.seq + 1;
      this.#greet();
      this.#pump(arrival.lastEventId);
    } else {
      this.#cursor = this.#log.first;
      this.#greet();
      this.#tellGap(arrival.lastEventId, arrival.position.reason, null);
      this.#pump();
    }
    this.#planHeartbeat(this.#heartbeatDelay());
  }

  /** A new event on a channel that matches. */
  offer(entry: LogEntry): void {
    if (this.#phase !== 'live') return;
    this.#cursor = entry.seq + 1;
    this.#send(entry);
  }

  /** The socket has taken everything that was written. */
  drained(): void {
    this.#full = false;
    this.#clearDrainTimer();
    this.#pump();
  }

  /** Ends the connection; a last message is written first. Later calls do nothing. */
  close(reason: CloseReason, farewell?: Notice): void {
    if (this.#phase === 'closed') return;
    if (farewell) this.#sink.tell(farewell);
    this.#phase = 'closed';
    this.#clearDrainTimer();
    if (this.#heartbeatTimer) clearTimeout(this.#heartbeatTimer);
    if (reason === 'disconnected' || reason === 'shutdown') this.#sink.end();
    else this.#sink.destroy();
    this.#options.onClose(reason);
  }

  #greet(id?: string): void {
    const data = {
      clientId: this.id,
      time: new Date(this.connectedAt).toISOString(),
      channels: this.subscription.patterns,
      epoch: this.#log.epoch,
    };
    this.#tell({ event: 'connected', data, ...(id !== undefined && { id }) });
  }

  /** Reads the log from the cursor on until its end or until the socket is full. */
  #pump(requested: string | null = null): void {
    let budget = PAGE;
    this.#log.trim();
    while (this.#phase === 'catching-up' && !this.#full) {
      if (this.#cursor < this.#log.first) {
        this.#skipLost(requested);
      } else if (this.#cursor === this.#log.next) {
        this.#phase = 'live';
      } else if (budget-- > 0) {
        const entry = this.#log.at(this.#cursor++)!;
        if (this.subscription.matches(entry.channel)) this.#send(entry);
      } else {
        this.#planPump();
        return;
      }
    }
  }

  #planPump(): void {
    if (this.#pumpPlanned) return;
    this.#pumpPlanned = true;
    setImmediate(() => {
      this.#pumpPlanned = false;
      this.#pump();
    });
  }

  /** The cursor has fallen off the log: go on at its oldest entry, and say so if anything of ours was lost. */
  #skipLost(requested: string | null): void {
    const seen = this.#cursor - 1;
    const missedMax = this.#log.first - this.#cursor;
    this.#cursor = this.#log.first;
    if (!this.#log.hasLost(seen, this.subscription.matches)) return;
    this.#tellGap(requested ?? this.#log.idAfter(seen), 'evicted', missedMax);
  }

  #tellGap(requested: string, reason: string, missedMax: number | null): void {
    this.#options.onGap();
    this.#tell({
      event: 'gap',
      // From here the client is told no gap twice.
      id: this.#log.idAfter(this.#cursor - 1),
      data: {
        requested: requested.slice(0, MAX_REPEATED_ID),
        oldest: this.#log.at(this.#cursor)?.id ?? null,
        missedMax,
        reason,
      },
    });
    this.#tellState();
  }

  #tellState(): void {
    for (const notice of this.#options.initialState(this.subscription.matches)) this.#tell(notice);
  }

  #send(entry: LogEntry): void {
    if (!this.#hasRoom()) return;
    this.sent++;
    this.#wrote(this.#sink.send(entry));
  }

  #tell(notice: Notice): void {
    if (this.#hasRoom()) this.#wrote(this.#sink.tell(notice));
  }

  #hasRoom(): boolean {
    if (this.#phase === 'closed') return false;
    if (this.#sink.queuedBytes() <= this.#options.maxQueuedBytes) return true;
    this.close('too-much-waiting');
    return false;
  }

  #wrote(ready: boolean): void {
    this.#lastWrite = performance.now();
    if (ready || this.#full) return;
    this.#full = true;
    if (this.#phase === 'live') this.#phase = 'catching-up';
    this.#drainTimer = setTimeout(() => this.close('too-slow'), this.#options.drainTimeoutMs);
    this.#drainTimer.unref();
  }

  #clearDrainTimer(): void {
    if (this.#drainTimer) clearTimeout(this.#drainTimer);
    this.#drainTimer = null;
  }

  #heartbeatDelay(): number {
    return this.#options.heartbeatMs * (1 + (this.#options.random() * 2 - 1) * HEARTBEAT_JITTER);
  }

  /** Not set anew at every write: when it is due, the rest since the last write is waited for. */
  #planHeartbeat(wait: number, delay = wait): void {
    if (this.#options.heartbeatMs === 0 || this.#phase === 'closed') return;
    this.#heartbeatTimer = setTimeout(() => {
      const rest = wait - (performance.now() - this.#lastWrite);
      // A millisecond early counts as due: timers and the clock round differently.
      if (rest > 1) return this.#planHeartbeat(wait, rest);
      this.#beat();
      this.#planHeartbeat(this.#heartbeatDelay());
    }, delay);
    this.#heartbeatTimer.unref();
  }

  /** Only when live: while catching up the position would promise events that are still to come. */
  #beat(): void {
    if (this.#phase !== 'live') return;
    this.#cursor = this.#log.next;
    this.#wrote(this.#sink.beat(this.#log.idAfter(this.#cursor - 1)));
  }
}
