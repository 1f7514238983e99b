import { randomBytes } from 'node:crypto';
import { StreamgaugeError } from '@shared/errors';
import { assertEventId } from './frame';

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
  /** As on the wire: the publisher's own, or `epoch.seq`. */
  readonly id: string;
  readonly channel: string;
  /** Epoch ms. */
  readonly at: number;
  readonly frame: Buffer;
}

/** What an id that a client sends stands for. */
export type Position =
  | { readonly known: true; readonly seq: number }
  | { readonly known: false; readonly reason: 'other-epoch' | 'unknown-id' };

/** Channels of which the newest evicted event is remembered one by one. */
const MAX_EVICTED_CHANNELS = 10_000;
/** Publishers' ids stay known for this many times the log's length, so that a late client's gap is exact. */
const KNOWN_IDS_FACTOR = 2;

/** An id in the form that a log of some life gives. */
const OWN_FORM = /^([0-9a-z]{8})\.(0|[1-9][0-9]{0,15})$/u;

/**
 * The hub's one append-only log: a ring, bounded by count, bytes and age. A client is a cursor into it.
 *
 * An id is `epoch.seq`. The epoch is random per life of the log, so that a cursor of an earlier life is
 * recognised instead of pointing at other events. Invariant: the ring holds exactly `first … next - 1`.
 */
export class EventLog {
  readonly epoch = randomBytes(5).readUIntBE(0, 5).toString(36).padStart(8, '0');
  readonly #limits: LogLimits;
  readonly #now: () => number;
  readonly #ring: (LogEntry | undefined)[];
  readonly #ownIds = new Map<string, number>();
  /** Newest evicted seq by channel, in the order of eviction: the first key holds the smallest. */
  readonly #evicted = new Map<string, number>();
  /** Newest seq that left `#evicted` because of its bound. */
  #evictedForgotten = 0;
  #first = 1;
  #next = 1;
  #bytes = 0;

  constructor(limits: LogLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#ring = new Array<LogEntry | undefined>(limits.events);
  }

  /** Sequence number of the oldest entry; equals `next` when the log is empty. */
  get first(): number {
    return this.#first;
  }

  /** Sequence number that the next event will have. */
  get next(): number {
    return this.#next;
  }

  get length(): number {
    return this.#next - this.#first;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The id that stands for "everything up to here has been seen". */
  idAfter(seq: number): string {
    return `${this.epoch}.${seq}`;
  }

  /**
   * Adds an event. `encode` is called once, with the id that goes on the wire.
   * @throws StreamgaugeError `bad-id` for a publisher's id that cannot be used, `id-taken` for one still in the log
   */
  append(channel: string, ownId: string | undefined, encode: (id: string) => Buffer): LogEntry {
    if (ownId !== undefined) this.#assertUsable(ownId);
    const seq = this.#next;
    const id = ownId ?? this.idAfter(seq);
    const entry: LogEntry = { seq, id, channel, at: this.#now(), frame: encode(id) };
    if (this.length === this.#limits.events) this.#evictFirst();
    this.#ring[seq % this.#ring.length] = entry;
    this.#next++;
    this.#bytes += entry.frame.length;
    if (ownId !== undefined) this.#remember(ownId, seq);
    this.trim();
    return entry;
  }

  /** The entry with this sequence number, undefined when it is not (or no longer) held. */
  at(seq: number): LogEntry | undefined {
    return seq >= this.#first && seq < this.#next ? this.#ring[seq % this.#ring.length] : undefined;
  }

  /** Lets go of what is beyond the bounds. The bound by age needs this before every read. */
  trim(): void {
    while (this.#bytes > this.#limits.bytes && this.length > 0) this.#evictFirst();
    if (this.#limits.ageMs === undefined) return;
    const oldest = this.#now() - this.#limits.ageMs;
    while (this.length > 0 && this.at(this.#first)!.at < oldest) this.#evictFirst();
  }

  /** Where in the log a client is that has seen everything up to and including `id`. */
  locate(id: string): Position {
    const seq = this.#ownIds.get(id);
    if (seq !== undefined) return { known: true, seq };
    const parts = OWN_FORM.exec(id);
    if (!parts) return { known: false, reason: 'unknown-id' };
    if (parts[1] !== this.epoch) return { known: false, reason: 'other-epoch' };
    const position = Number(parts[2]);
    return position < this.#next ? { known: true, seq: position } : { known: false, reason: 'unknown-id' };
  }

  /**
   * Whether an event after `seq` on a matching channel has left the log: exact, unless more than 10,000
   * channels have lost events, when it may say yes for a channel that lost none.
   */
  hasLost(seq: number, matches: (channel: string) => boolean): boolean {
    if (this.#evictedForgotten > seq) return true;
    for (const [channel, newest] of this.#evicted) if (newest > seq && matches(channel)) return true;
    return false;
  }

  #assertUsable(id: string): void {
    assertEventId(id);
    if (OWN_FORM.exec(id)?.[1] === this.epoch) {
      throw new StreamgaugeError('bad-id', `The event id ${id} has the form that the hub gives itself.`, {
        hint: 'Leave the id out, or use another one.',
      });
    }
    if ((this.#ownIds.get(id) ?? 0) >= this.#first) {
      throw new StreamgaugeError(
        'id-taken',
        `An event with the id ${JSON.stringify(id)} is in the log already.`,
        {
          hint: 'Use another id, or none. If this was a second try, the first one arrived.',
        },
      );
    }
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

  #evictFirst(): void {
    const slot = this.#first % this.#ring.length;
    const entry = this.#ring[slot]!;
    this.#ring[slot] = undefined;
    this.#first++;
    this.#bytes -= entry.frame.length;
    this.#evicted.delete(entry.channel);
    this.#evicted.set(entry.channel, entry.seq);
    if (this.#evicted.size <= MAX_EVICTED_CHANNELS) return;
    for (const [channel, seq] of this.#evicted) {
      this.#evicted.delete(channel);
      this.#evictedForgotten = seq;
      break;
    }
  }
}
