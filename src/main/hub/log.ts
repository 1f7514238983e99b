import type { LagPolicy } from '@shared/hub';
import type { Priority } from '@shared/notification';
import { StreamgaugeError } from '@shared/errors';
import type { EntryAudience } from './audience';
import { ChannelHistory, type ChannelSettings } from './channel-history';
import { assertEventId } from './frame';
import { DenseIds, type EarlierLoss, type LogIds, type Place, type Position } from './log-ids';

/** Bounds of the log, whichever is reached first. */
export interface LogLimits {
  readonly events: number;
  /** Bytes of the encoded frames. */
  readonly bytes: number;
  /** ms; left out for no bound by age. */
  readonly ageMs?: number;
}

/** An event in the log. Its frame is encoded once and shared by every client. */
export interface LogEntry {
  /** 1, 2, 3… without holes over the life of the log. */
  readonly seq: number;
  /** As on the wire: the publisher's own, or one that says where in the log it is. */
  readonly id: string;
  readonly channel: string;
  /** Epoch ms. */
  readonly at: number;
  /** As an event stream has it (WHATWG HTML §9.2.5). */
  readonly frame: Buffer;
  readonly priority: Priority;
  /** On a `latest` channel a newer event with this key takes its place. */
  readonly key: string;
  /** Who it is for; null for everybody who listens. */
  readonly audience: EntryAudience | null;
}

export interface NewEntry {
  readonly channel: string;
  /** The publisher's own id. */
  readonly ownId?: string | undefined;
  readonly priority: Priority;
  readonly key: string;
  readonly audience: EntryAudience | null;
  /** Where it stands in the order that several hubs share. */
  readonly place?: Place | undefined;
  /** Epoch ms; now when left out. */
  readonly at?: number | undefined;
}

/** Events of one client's channels that have left the log before it was sent them. */
export interface Loss {
  /** How many. */
  readonly missed: number;
  /** False when `missed` is an upper bound. */
  readonly exact: boolean;
  /** Whether any of them was on a `lossless` channel. */
  readonly lossless: boolean;
}

/** Channels without events whose loss is still remembered one by one. */
const MAX_EMPTY_CHANNELS = 10_000;
/** Publishers' ids stay known for this many times the log's length, so that a late client's gap is exact. */
const KNOWN_IDS_FACTOR = 2;
/** For this many times the log's length it is known what each event was that is gone. */
const TRACE_FACTOR = 4;
/** High-priority events that can overtake others. */
const MAX_HIGH = 256;
/** Gone, but a newer event of its key took its place: not a loss. */
const REPLACED = -1;

/**
 * The hub's one append-only log, bounded as a whole and per channel by count, bytes and age. A client is a cursor into it:
 * a sequence number. Invariant: `#entries` from `#head` on holds what is kept, in the order of `seq`; holes between them
 * are events that left before their time, by their channel's own bounds or because a newer value replaced them.
 */
export class EventLog {
  readonly #limits: LogLimits;
  readonly #settings: (channel: string) => ChannelSettings;
  readonly #now: () => number;
  #ids: LogIds;
  #entries: (LogEntry | null)[] = [];
  #head = 0;
  /** Entries of `#entries` after `#head` that are null. */
  #hollow = 0;
  #length = 0;
  #bytes = 0;
  #next = 1;
  readonly #channels = new Map<string, ChannelHistory>();
  /** Channels that hold nothing any more, in the order in which they fell empty. */
  readonly #empty = new Set<ChannelHistory>();
  /** Channels with a bound by age of their own. */
  readonly #aging = new Set<ChannelHistory>();
  readonly #ownIds = new Map<string, number>();
  readonly #high: number[] = [];

  /** Channel of each of the last events, and the number of the eviction that took it (0: held, `REPLACED`). */
  readonly #traceChannel: (ChannelHistory | undefined)[];
  readonly #traceEvicted: Float64Array;
  #evictions = 0;
  #newestEvicted = 0;
  /** Newest eviction of a channel that is no longer remembered. */
  #forgotten = 0;

  constructor(
    limits: LogLimits,
    now: () => number,
    settings: (channel: string) => ChannelSettings = () => ({ policy: 'skip' }),
    ids: LogIds = new DenseIds(),
  ) {
    this.#limits = limits;
    this.#now = now;
    this.#settings = settings;
    this.#ids = ids;
    this.#traceChannel = new Array<ChannelHistory | undefined>(limits.events * TRACE_FACTOR);
    this.#traceEvicted = new Float64Array(limits.events * TRACE_FACTOR);
  }

  get epoch(): string {
    return this.#ids.epoch;
  }

  /** Sequence number of the oldest entry; equals `next` when the log is empty. */
  get first(): number {
    return this.#entries[this.#head]?.seq ?? this.#next;
  }

  /** Sequence number that the next event will have. */
  get next(): number {
    return this.#next;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get limits(): LogLimits {
    return this.#limits;
  }

  /** Counts evictions: what a client has been told of is remembered by it. */
  get evictions(): number {
    return this.#evictions;
  }

  /**
   * Goes on with another numbering: of an earlier life that was kept on disk, or of a log that hubs share.
   * @param next sequence number of the next event; not below the current one
   */
  renumber(ids: LogIds, next = this.#next): void {
    this.#ids = ids;
    this.#next = Math.max(this.#next, next);
  }

  /** The id that stands for "everything up to here has been seen". */
  idAfter(seq: number): string {
    return this.#ids.idAfter(seq);
  }

  /**
   * Adds an event. `encode` is called once, with the id that goes on the wire.
   * @throws StreamgaugeError `bad-id` for a publisher's id that cannot be used, `id-taken` for one still in the log
   */
  append(entry: NewEntry, encode: (id: string) => Buffer): LogEntry {
    const { channel: name, ownId, priority, key, audience, place } = entry;
    if (ownId !== undefined) this.#assertUsable(ownId);
    const seq = this.#next;
    this.#ids.appended(seq, place);
    const id = ownId ?? this.#ids.idAfter(seq);
    const appended: LogEntry = {
      seq,
      id,
      channel: name,
      at: entry.at ?? this.#now(),
      frame: encode(id),
      priority,
      key,
      audience,
    };
    this.#next++;
    const channel = this.#channelOf(name);
    if (audience) channel.targeted = true;
    this.#entries.push(appended);
    this.#length++;
    this.#bytes += appended.frame.length;
    const slot = seq % this.#traceEvicted.length;
    this.#traceChannel[slot] = channel;
    this.#traceEvicted[slot] = 0;
    const replaced = channel.add(appended);
    if (replaced !== undefined) this.#remove(replaced, channel, true);
    if (ownId !== undefined) this.#remember(ownId, seq);
    if (priority === 'high') {
      this.#high.push(seq);
      if (this.#high.length > MAX_HIGH) this.#high.shift();
    }
    this.#trimChannel(channel);
    this.trim();
    return appended;
  }

  /** The entry with this sequence number, undefined when it is not (or no longer) held. */
  at(seq: number): LogEntry | undefined {
    const entry = this.#entries[this.#indexOf(seq)];
    return entry?.seq === seq ? entry : undefined;
  }

  /** The oldest entry held with this sequence number or a higher one. */
  from(seq: number): LogEntry | undefined {
    return this.#entries[this.#indexOf(seq)] ?? undefined;
  }

  /**
   * Calls `visit` with each entry from `seq` on, in order, until it answers false or `most` have been visited. Returns
   * the sequence number to go on from.
   */
  read(seq: number, most: number, visit: (entry: LogEntry) => boolean): number {
    let index = this.#indexOf(seq);
    let budget = most;
    for (; index < this.#entries.length; index++) {
      const entry = this.#entries[index];
      if (!entry) continue;
      if (budget-- === 0) return entry.seq;
      if (!visit(entry)) return entry.seq + 1;
    }
    return this.#next;
  }

  /** High-priority events from `seq` on that stand first among what their channel still has from `seq` on. */
  overtaking(seq: number): LogEntry[] {
    const found: LogEntry[] = [];
    for (const high of this.#high) {
      if (high < seq) continue;
      const entry = this.at(high);
      if (entry && this.#channels.get(entry.channel)?.firstFrom(seq) === high) found.push(entry);
    }
    return found;
  }

  /** Lets go of what is beyond the bounds. The bounds by age need this before every read. */
  trim(): void {
    while (this.#length > this.#limits.events || this.#bytes > this.#limits.bytes) this.#evictFirst();
    if (this.#limits.ageMs !== undefined) {
      const oldest = this.#now() - this.#limits.ageMs;
      while (this.#length > 0 && this.#entries[this.#head]!.at < oldest) this.#evictFirst();
    }
    for (const channel of this.#aging) this.#trimChannel(channel);
  }

  /** Where in the log a client is that has seen everything up to and including `id`. */
  locate(id: string): Position {
    const seq = this.#ownIds.get(id);
    if (seq !== undefined) return { known: true, seq };
    return this.#ids.locate(id, this.first, this.#next);
  }

  /** What a client that has seen everything up to `seq` lacks from before this life of the log. */
  lostEarlier(seq: number): EarlierLoss | null {
    return this.#ids.lostAfter?.(seq) ?? null;
  }

  /** Whether this publisher's id is in the log. */
  holdsId(ownId: string): boolean {
    const seq = this.#ownIds.get(ownId);
    return seq !== undefined && this.at(seq) !== undefined;
  }

  /** The policy of a channel for clients that fall off the log. */
  policyOf(channel: string): LagPolicy {
    return this.#channels.get(channel)?.policy ?? this.#settings(channel).policy;
  }

  /** Events that the log holds of a channel. */
  heldOf(channel: string): number {
    return this.#channels.get(channel)?.length ?? 0;
  }

  /**
   * What has left the log of matching channels from `seq` on, by evictions after the `since`-th; null for nothing.
   * Exact for the last `TRACE_FACTOR` times the log's length, and for channels without events for single people.
   */
  loss(seq: number, matches: (channel: string) => boolean, since: number): Loss | null {
    if (this.#newestEvicted < seq || this.#evictions === since) return null;
    const verdicts = new Map<ChannelHistory, boolean>();
    const concerns = (channel: ChannelHistory): boolean => {
      let verdict = verdicts.get(channel);
      if (verdict === undefined) verdicts.set(channel, (verdict = matches(channel.name)));
      return verdict;
    };
    const traced = Math.max(seq, this.#next - this.#traceEvicted.length, 1);
    let missed = 0;
    let exact = true;
    let lossless = false;
    for (let at = traced; at <= this.#newestEvicted; at++) {
      const slot = at % this.#traceEvicted.length;
      const channel = this.#traceChannel[slot];
      if (this.#traceEvicted[slot]! <= since || !channel || !concerns(channel)) continue;
      missed++;
      if (channel.targeted) exact = false;
      if (channel.policy === 'lossless') lossless = true;
    }
    if (traced > seq && this.#lostBefore(seq, traced, matches)) {
      missed += traced - seq;
      exact = false;
      lossless ||= [...this.#channels.values()].some(
        (channel) => channel.policy === 'lossless' && concerns(channel),
      );
    }
    return missed === 0 ? null : { missed, exact, lossless };
  }

  /** Whether something matching between `seq` and `end` is gone that is no longer traced one by one. */
  #lostBefore(seq: number, end: number, matches: (channel: string) => boolean): boolean {
    if (this.#forgotten >= seq) return true;
    for (const channel of this.#channels.values()) {
      if (channel.oldestEvicted < end && channel.newestEvicted >= seq && matches(channel.name)) return true;
    }
    return false;
  }

  #assertUsable(id: string): void {
    assertEventId(id);
    if (this.#ids.isOwnForm(id)) {
      throw new StreamgaugeError('bad-id', `The event id ${id} has the form that the hub gives itself.`, {
        hint: 'Leave the id out, or use another one.',
      });
    }
    if (!this.holdsId(id)) return;
    throw new StreamgaugeError(
      'id-taken',
      `An event with the id ${JSON.stringify(id)} is in the log already.`,
      {
        hint: 'Use another id, or none. If this was a second try, the first one arrived.',
      },
    );
  }

  #remember(id: string, seq: number): void {
    this.#ownIds.delete(id);
    this.#ownIds.set(id, seq);
    if (this.#ownIds.size <= this.#limits.events * KNOWN_IDS_FACTOR) return;
    for (const oldest of this.#ownIds.keys()) {
      this.#ownIds.delete(oldest);
      break;
    }
  }

  #channelOf(name: string): ChannelHistory {
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = new ChannelHistory(name, this.#settings(name));
      this.#channels.set(name, channel);
      if (channel.limits?.ageMs !== undefined) this.#aging.add(channel);
    }
    this.#empty.delete(channel);
    return channel;
  }

  #trimChannel(channel: ChannelHistory): void {
    const { limits } = channel;
    if (!limits) return;
    const oldest = limits.ageMs === undefined ? -Infinity : this.#now() - limits.ageMs;
    for (;;) {
      const first = channel.first;
      if (first === undefined) return;
      const over =
        channel.length > (limits.events ?? Infinity) ||
        channel.bytes > (limits.bytes ?? Infinity) ||
        this.at(first)!.at < oldest;
      if (!over) return;
      this.#remove(first, channel, false);
    }
  }

  #evictFirst(): void {
    const entry = this.#entries[this.#head]!;
    this.#remove(entry.seq, this.#channels.get(entry.channel)!, false);
  }

  #remove(seq: number, channel: ChannelHistory, replaced: boolean): void {
    const index = this.#indexOf(seq);
    const entry = this.#entries[index]!;
    channel.remove(entry);
    this.#entries[index] = null;
    this.#hollow++;
    this.#length--;
    this.#bytes -= entry.frame.length;
    const slot = seq % this.#traceEvicted.length;
    if (replaced) {
      this.#traceEvicted[slot] = REPLACED;
    } else {
      this.#traceEvicted[slot] = ++this.#evictions;
      this.#newestEvicted = Math.max(this.#newestEvicted, seq);
      channel.evicted(seq);
    }
    if (channel.length === 0) this.#fellEmpty(channel);
    while (this.#head < this.#entries.length && this.#entries[this.#head] === null) {
      this.#head++;
      this.#hollow--;
    }
    // Moving all costs as much as there is; it happens only after as many have gone, so each pays once.
    if (this.#head + this.#hollow > 1_024 + this.#length) {
      this.#entries = this.#entries.filter((kept) => kept !== null);
      this.#head = this.#hollow = 0;
    }
  }

  #fellEmpty(channel: ChannelHistory): void {
    this.#empty.add(channel);
    if (this.#empty.size <= MAX_EMPTY_CHANNELS) return;
    for (const oldest of this.#empty) {
      this.#empty.delete(oldest);
      this.#aging.delete(oldest);
      this.#channels.delete(oldest.name);
      this.#forgotten = Math.max(this.#forgotten, oldest.newestEvicted);
      return;
    }
  }

  /** Index of the first entry with this number or a higher one; the length when there is none. */
  #indexOf(seq: number): number {
    let low = this.#head;
    let high = this.#entries.length;
    // Without holes the place can be computed.
    if (this.#hollow === 0 && low < high) {
      const guess = low + seq - this.#entries[low]!.seq;
      if (guess <= low) return low;
      if (guess < high && this.#entries[guess]!.seq === seq) return guess;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      // A hole stands for what comes after it.
      let probe = middle;
      while (probe < high && this.#entries[probe] === null) probe++;
      if (probe < high && this.#entries[probe]!.seq < seq) low = probe + 1;
      else high = middle;
    }
    while (low < this.#entries.length && this.#entries[low] === null) low++;
    return low;
  }
}
