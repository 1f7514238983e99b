import type { EntryAudience, Listener } from './audience';
import { Batch } from './batch';
import type { Window } from './delivery';
import { decodeFrame, encodeFrame } from './frame';
import type { EventLog, LogEntry } from './log';
import type { Position } from './log-ids';
import type { Notice, Sink } from './sink';
import type { Subscription } from './subscription';

/** Why a connection ended. */
export const CLOSE_REASONS = [
  /** The client went away. */
  'client-left',
  /** Somebody ended it from the hub's side. */
  'disconnected',
  /** What was written was not taken for `drainTimeoutMs`. */
  'too-slow',
  /** More than `maxQueuedBytes` waited for it. */
  'too-much-waiting',
  /** Events of a `lossless` channel are gone: the client is to fetch anew. */
  'lost-events',
  /** What it may do has ended: its token expired or was revoked. */
  'expired',
  /** It had been open for `maxConnectionAgeMs`. */
  'too-old',
  'shutdown',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** How a client comes: without a past, or with the last id it has seen and what the log makes of it. */
export type Arrival =
  { readonly lastEventId: null } | { readonly lastEventId: string; readonly position: Position };

/** What all connections of a hub share. */
export interface ConnectionHost {
  readonly log: EventLog;
  /** The log's number below which everything has been handed to live connections. */
  readonly handedOver: () => number;
  /** The current state of every matching channel that has one. */
  readonly initialState: (matches: (channel: string) => boolean) => readonly Notice[];
  readonly heartbeatMs: number;
  readonly maxQueuedBytes: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onClose: (connection: Connection, reason: CloseReason) => void;
  readonly onGap: () => void;
}

export interface ConnectionOptions {
  readonly listener: Listener;
  readonly subscription: Subscription;
  readonly sink: Sink;
  /** Whether it is told `connected`. */
  readonly greets: boolean;
  readonly drainTimeoutMs: number;
  /** What a full socket that takes nothing for that long means. */
  readonly drainReason: CloseReason;
  /** Epoch ms; null for never. */
  readonly endsAt: number | null;
  readonly endReason: CloseReason;
}

/** Entries looked at in one turn while catching up, so that a thousand resuming clients share the process. */
const PAGE = 512;
/** Bytes of events that go into one write while catching up. */
const WRITE_BYTES = 64 * 1024;
/** Part of the heartbeat interval by which it varies up or down: clients that came together drift apart. */
const HEARTBEAT_JITTER = 0.1;
/** Longest id of a client that is repeated to it. */
const MAX_REPEATED_ID = 256;
/** High-priority events overtake when so many wait, so many at most. */
const OVERTAKEN = 64;
const MAX_AHEAD = 64;
/** Ends that leave what was written to be taken. */
const GENTLE: ReadonlySet<CloseReason> = new Set([
  'disconnected',
  'lost-events',
  'expired',
  'too-old',
  'shutdown',
]);

/**
 * A client as a cursor into the log. There is no queue.
 *
 * `live`: everything below what `Delivery` has handed over has been written; new events come through `deliver`.
 * `catching-up`: on arrival, and whenever the socket is full. Nothing is handed over; when the socket has drained,
 * the log is read from the cursor on, in pages, until the cursor has reached its end. Since the step to `live`
 * happens in the same turn as the last read, no event can fall between the two, and none can come twice.
 */
export class Connection {
  readonly listener: Listener;
  subscription: Subscription;
  /** Events sent, the hub's own messages not counted. */
  sent = 0;
  /** Events that the log had let go of before they were sent. */
  skipped = 0;
  /** Round of `Delivery` that it last took part in. */
  round = 0;
  readonly #options: ConnectionOptions;
  readonly #host: ConnectionHost;
  readonly #log: EventLog;
  readonly #sink: Sink;
  #phase: 'live' | 'catching-up' | 'closed' = 'catching-up';
  /** The next entry to look at; while live it may be older than what has been handed over. */
  #cursor: number;
  /** ms of `performance.now` since when the socket is full; null while it is not. */
  #fullSince: number | null = null;
  /** Bytes that waited when it became full, or when it was last looked at. */
  #waitingAtFull = 0;
  #pumpPlanned = false;
  /** Entries from the cursor on that it had seen before it came. */
  #seen: ((seq: number) => boolean) | null = null;
  /** The ids that it gets with entries, where they differ from those of everybody. */
  #ownIds: ((seq: number) => string | null) | null = null;
  /** Entries from the cursor on that it was sent before their turn. */
  #ahead: Set<number> | null = null;
  /** Evictions that it has been told of. */
  #evictionsTold = 0;
  #requested: string | null = null;
  #lastWrite = performance.now();
  #beatAfter: number;

  constructor(host: ConnectionHost, options: ConnectionOptions) {
    this.listener = options.listener;
    this.subscription = options.subscription;
    this.#options = options;
    this.#host = host;
    this.#log = host.log;
    this.#sink = options.sink;
    this.#cursor = host.log.next;
    this.#beatAfter = this.#heartbeatDelay();
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  get queuedBytes(): number {
    return this.#sink.queuedBytes();
  }

  /** Events of the log that it has not been sent, whatever their channel. */
  get behind(): number {
    return this.#phase === 'catching-up' ? this.#log.next - this.#cursor : 0;
  }

  /** Age of the oldest of them, ms. */
  get lagMs(): number {
    if (this.#phase !== 'catching-up') return 0;
    const oldest = this.#log.from(this.#cursor);
    return oldest ? Math.max(0, this.#host.now() - oldest.at) : 0;
  }

  /** The id that stands for everything it has been sent, or did not want. */
  get position(): string {
    return this.#log.idAfter(this.#seenUpTo() - 1);
  }

  /** Greets the client, tells it what it may have missed, and starts delivery. */
  open(arrival: Arrival): void {
    if (arrival.lastEventId === null) {
      // With this id a client can resume even if it leaves before its first event.
      this.#greet(this.#log.idAfter(this.#cursor - 1));
      this.#tellState(this.subscription.matches);
    } else {
      this.#greet();
      this.goOnAfter(arrival.lastEventId, arrival.position);
    }
    this.#pump();
  }

  /** Puts the cursor behind an id that the client has seen. Delivery goes on with `drained`. */
  goOnAfter(lastEventId: string, position: Position): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'catching-up';
    this.#requested = lastEventId;
    this.#evictionsTold = 0;
    this.#ahead = null;
    if (position.known) {
      this.#cursor = position.seq + 1;
      this.#seen = position.seen ?? null;
      this.#ownIds = position.idAfter ?? null;
      const lost = this.#log.lostEarlier(position.seq);
      if (lost) {
        const { reason, missedMax } = lost;
        // Up to the next event that is held there is nothing to go on with.
        this.#cursor = this.#log.from(this.#cursor)?.seq ?? this.#log.next;
        this.#tellGap({ reason, missed: null, missedMax, policy: 'skip' }, this.#cursor - 1);
      }
    } else {
      this.#cursor = this.#log.first;
      this.#evictionsTold = this.#log.evictions;
      this.#seen = this.#ownIds = null;
      this.#tellGap(
        { reason: position.reason, missed: null, missedMax: null, policy: 'skip' },
        this.#cursor - 1,
      );
    }
  }

  /** What a round of delivery has for it. */
  deliver(window: Window): void {
    if (this.#phase !== 'live') return;
    const batch = window.batchFor(this, this.#cursor);
    this.#cursor = Math.max(this.#cursor, window.end);
    if (batch) this.#send(batch);
  }

  /** Whether an event is for it, among those who listen. */
  admits({ audience }: { readonly audience: EntryAudience | null }): boolean {
    return audience === null || audience.admits(this.listener);
  }

  /** The socket has taken everything that was written. */
  drained(): void {
    this.#fullSince = null;
    this.#pump();
  }

  /** The transport can take nothing for now. */
  hold(): void {
    if (this.#phase === 'closed') return;
    this.#fullSince ??= performance.now();
    this.#waitingAtFull = this.#sink.queuedBytes();
    this.#fallBehind();
  }

  /** Goes on with another subscription; what is new in it is told its current state. */
  resubscribe(subscription: Subscription): void {
    const before = this.subscription;
    if (this.#phase === 'live') this.#cursor = this.#host.handedOver();
    this.subscription = subscription;
    this.#tellState((channel) => subscription.matches(channel) && !before.matches(channel));
  }

  /**
   * Events of other hubs never reached this one: nobody can say which.
   * @param missed how many at most; null when that is not known
   */
  tellHole(missed: number | null): void {
    if (this.#phase === 'closed') return;
    this.#tellGap(
      { reason: 'not-received', missed: null, missedMax: missed, policy: 'skip' },
      this.#seenUpTo() - 1,
    );
  }

  /** Says something that is not in the log. */
  tell(notice: Notice): void {
    if (this.#hasRoom()) this.#wrote(this.#sink.tell(notice));
  }

  /** Ends the connection; a last message is written first. Later calls do nothing. */
  close(reason: CloseReason, farewell?: Notice): void {
    if (this.#phase === 'closed') return;
    if (farewell) this.#sink.tell(farewell);
    this.#phase = 'closed';
    if (GENTLE.has(reason)) this.#sink.end();
    else this.#sink.destroy();
    this.#host.onClose(this, reason);
  }

  /** Called regularly: whatever depends on time. @param now ms of `performance.now` */
  pulse(now: number): void {
    if (this.#phase === 'closed') return;
    const { drainTimeoutMs, drainReason, endsAt, endReason } = this.#options;
    const { heartbeatMs } = this.#host;
    if (this.#fullSince !== null && now - this.#fullSince >= drainTimeoutMs) {
      const waiting = this.#sink.queuedBytes();
      if (waiting >= this.#waitingAtFull) return this.close(drainReason);
      // Slow, but taking: it gets as long again for the rest.
      this.#waitingAtFull = waiting;
      this.#fullSince = now;
    } else if (endsAt !== null && this.#host.now() >= endsAt) {
      this.close(endReason, endReason === 'expired' ? EXPIRED : undefined);
    } else if (heartbeatMs !== 0 && this.#phase === 'live' && now - this.#lastWrite >= this.#beatAfter) {
      // Only when live: while catching up the position would promise events that are still to come.
      this.#cursor = this.#host.handedOver();
      this.#wrote(this.#sink.beat(this.#log.idAfter(this.#cursor - 1)));
      this.#beatAfter = this.#heartbeatDelay();
    }
  }

  #seenUpTo(): number {
    return this.#phase === 'live' ? Math.max(this.#cursor, this.#host.handedOver()) : this.#cursor;
  }

  #greet(id?: string): void {
    if (!this.#options.greets) return;
    const { id: clientId, connectedAt, userId } = this.listener;
    const data = {
      clientId,
      time: new Date(connectedAt).toISOString(),
      channels: this.subscription.patterns,
      epoch: this.#log.epoch,
      ...(userId !== null && { user: userId }),
    };
    this.tell({ event: 'connected', data, ...(id !== undefined && { id }) });
  }

  /** Reads the log from the cursor on until its end or until the socket is full. */
  #pump(): void {
    let budget = PAGE;
    this.#log.trim();
    while (this.#phase === 'catching-up' && this.#fullSince === null) {
      if (this.#tellLoss()) continue;
      if (this.#overtake()) continue;
      if (this.#cursor === this.#log.next) {
        this.#phase = 'live';
        this.#requested = this.#seen = this.#ownIds = null;
      } else if (budget <= 0) {
        this.#planPump();
        return;
      } else {
        budget -= this.#sendPage(budget);
      }
    }
  }

  /** Sends the next events in one write. Returns how many entries it has looked at. */
  #sendPage(budget: number): number {
    const entries: LogEntry[] = [];
    let bytes = 0;
    let looked = 0;
    this.#cursor = this.#log.read(this.#cursor, budget, (entry) => {
      looked++;
      if (!this.#wants(entry)) return true;
      const id = this.#ownIds?.(entry.seq) ?? null;
      entries.push(id === null ? entry : withId(entry, id));
      bytes += entry.frame.length;
      return bytes < WRITE_BYTES;
    });
    if (entries.length > 0) this.#send(new Batch(entries));
    return Math.max(1, looked);
  }

  #wants(entry: LogEntry): boolean {
    if (!this.subscription.matches(entry.channel) || !this.admits(entry)) return false;
    return !this.#seen?.(entry.seq) && !this.#ahead?.delete(entry.seq);
  }

  #planPump(): void {
    if (this.#pumpPlanned) return;
    this.#pumpPlanned = true;
    setImmediate(() => {
      this.#pumpPlanned = false;
      this.#pump();
    });
  }

  /** Tells what the log has let go of since the cursor; true when there was something. */
  #tellLoss(): boolean {
    const loss = this.#log.loss(this.#cursor, this.subscription.matches, this.#evictionsTold);
    if (!loss) return false;
    const requested = this.#requested ?? this.#log.idAfter(this.#cursor - 1);
    this.#requested = null;
    this.#evictionsTold = this.#log.evictions;
    this.skipped += loss.missed;
    const { missed, exact, lossless } = loss;
    const told = { requested, reason: 'evicted', missed: exact ? missed : null, missedMax: missed };
    if (lossless) {
      // The client fetches the state anew and goes on from now.
      this.#cursor = this.#log.next;
      this.#tellGap({ ...told, policy: 'lossless' }, this.#cursor - 1);
      this.close('lost-events');
    } else {
      this.#cursor = this.#log.from(this.#cursor)?.seq ?? this.#log.next;
      this.#tellGap({ ...told, policy: 'skip' }, this.#cursor - 1);
    }
    return true;
  }

  #tellGap(gap: Readonly<Record<string, unknown>>, position: number): void {
    this.#host.onGap();
    const requested = (this.#requested ?? String(gap.requested ?? '')).slice(0, MAX_REPEATED_ID);
    const oldest = this.#log.from(position + 1)?.id ?? null;
    this.#requested = null;
    this.tell({ event: 'gap', id: this.#log.idAfter(position), data: { ...gap, requested, oldest } });
    this.#tellState(this.subscription.matches);
  }

  #tellState(matches: (channel: string) => boolean): void {
    for (const notice of this.#host.initialState(matches)) this.tell(notice);
  }

  /** Sends a high-priority event that stands behind many others on other channels; true when it did. */
  #overtake(): boolean {
    if (this.#log.next - this.#cursor < OVERTAKEN) return false;
    if (this.#ahead && this.#ahead.size >= MAX_AHEAD) return false;
    for (const entry of this.#log.overtaking(this.#cursor)) {
      const { seq } = entry;
      if (this.#ahead?.has(seq) || this.#seen?.(seq)) continue;
      if (!this.subscription.matches(entry.channel) || !this.admits(entry)) continue;
      if (!this.#hasRoom()) return true;
      (this.#ahead ??= new Set()).add(seq);
      this.sent++;
      this.#wrote(this.#sink.ahead(entry));
      return true;
    }
    return false;
  }

  #send(batch: Batch): void {
    if (!this.#hasRoom()) return;
    this.sent += batch.entries.length;
    this.#wrote(this.#sink.send(batch));
  }

  #hasRoom(): boolean {
    if (this.#phase === 'closed') return false;
    if (this.#sink.queuedBytes() <= this.#host.maxQueuedBytes) return true;
    this.close('too-much-waiting');
    return false;
  }

  #wrote(ready: boolean): void {
    this.#lastWrite = performance.now();
    if (ready || this.#fullSince !== null || this.#phase === 'closed') return;
    this.#fullSince = this.#lastWrite;
    this.#waitingAtFull = this.#sink.queuedBytes();
    this.#fallBehind();
  }

  #fallBehind(): void {
    if (this.#phase !== 'live') return;
    this.#phase = 'catching-up';
    this.#cursor = Math.max(this.#cursor, this.#host.handedOver());
  }

  #heartbeatDelay(): number {
    return this.#host.heartbeatMs * (1 + (this.#host.random() * 2 - 1) * HEARTBEAT_JITTER);
  }
}

/** The same event with an id of one client's own. */
function withId(entry: LogEntry, id: string): LogEntry {
  return { ...entry, id, frame: encodeFrame({ ...decodeFrame(entry.frame), id }) };
}

const EXPIRED: Notice = {
  event: 'hub.expired',
  data: { message: 'The permission of this connection has ended. Come back with another token.' },
};
