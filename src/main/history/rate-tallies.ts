import {
  LAST_VALUE_LENGTH,
  SIZE_CLASSES,
  type ChannelRate,
  type LastValue,
  type SourceRate,
  type TypeRate,
} from '@shared/feed';
import { CAPTURE_PREFIX } from '@shared/history';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';

const SPARK_SECONDS = 20;
const NO_VALUE: LastValue = { seq: 0, type: '', preview: '' };

// Classes, and not literals put together of others: with those an event took ten times as long to count.

/** What is counted of a channel or of a type. */
export class Tally {
  /** A copy of the name that it was made with. */
  readonly name: string;
  events = 0;
  /** Per second. */
  rate = 0;
  byteRate = 0;
  /** Epoch ms; 0 when it was in an earlier run and is not known. */
  firstAt = 0;
  lastAt = 0;
  /** Since the last tick. */
  arrived = 0;
  arrivedBytes = 0;
  /** It is in the list of what the next tick tells. */
  listed = false;

  constructor(
    readonly sourceId: string,
    name: string,
  ) {
    this.name = unshared(name);
  }

  count(at: number): void {
    if (this.events === 0) this.firstAt = at;
    this.events++;
    this.lastAt = at;
  }

  /** Takes over what was counted before all that this one has. */
  addOlder(older: Tally): void {
    if (older.events === 0) return;
    this.events += older.events;
    this.firstAt = older.firstAt;
    this.lastAt = Math.max(this.lastAt, older.lastAt);
  }

  /** Makes rates of what arrived in so many seconds. */
  close(seconds: number): void {
    this.rate = this.arrived / seconds;
    this.byteRate = this.arrivedBytes / seconds;
    this.arrived = 0;
    this.arrivedBytes = 0;
  }

  toTypeRate(): TypeRate {
    const { sourceId, name: type, events, rate, byteRate, firstAt, lastAt } = this;
    return { sourceId, type, events, rate, byteRate, firstAt, lastAt };
  }
}

/** What is counted of a channel. */
export class Channel extends Tally {
  /** The newest event until `last` is cut from it: an event holds on to the chunk it was read from. */
  newest: StreamEvent | null = null;
  last = NO_VALUE;
  /** Of this run; null before its first event. */
  sizes: number[] | null = null;

  countSize(sizeClass: number): void {
    (this.sizes ??= zeros(SIZE_CLASSES))[sizeClass]!++;
  }

  override addOlder(older: Channel): void {
    super.addOlder(older);
    const { last, sizes } = older;
    // An event is newer than the value that was cut from one before it.
    if (older.newest) {
      if (!this.newest && this.last.seq < older.newest.seq) this.newest = older.newest;
    } else if (last.seq > this.last.seq) this.last = last;
    if (sizes) this.sizes = sizes.map((count, i) => count + (this.sizes?.[i] ?? 0));
  }

  /** Takes over what is older than all that this run has counted. */
  seed(events: number, firstAt: number | undefined, lastAt: number, last: LastValue): void {
    this.events += events;
    this.firstAt = firstAt ?? 0;
    this.lastAt = Math.max(this.lastAt, lastAt);
    if (last.seq > this.last.seq) this.last = lastValue(last.seq, last.type, last.preview);
  }

  toRate(): ChannelRate {
    if (this.newest) {
      this.last = lastValue(this.newest.seq, this.newest.type, this.newest.data);
      this.newest = null;
    }
    const { sourceId, name: channel, events, rate, byteRate, lastAt, last, sizes } = this;
    const firstAt = this.firstAt === 0 ? null : this.firstAt;
    if (sizes === null) return { sourceId, channel, events, rate, byteRate, firstAt, lastAt, last };
    return { sourceId, channel, events, rate, byteRate, firstAt, lastAt, last, sizes: sizes.slice() };
  }
}

/** What is counted of a source. */
export class Source {
  /** A file that was read: nothing of it counts as happening now. */
  readonly capture: boolean;
  readonly channels = new Map<string, Channel>();
  readonly types = new Map<string, Tally>();
  readonly spark = zeros(SPARK_SECONDS);
  readonly sizes = zeros(SIZE_CLASSES);
  events = 0;
  /** Per second. */
  rate = 0;
  byteRate = 0;
  /** Epoch ms; null before the first event. */
  firstAt: number | null = null;
  lastAt: number | null = null;
  /** Since the last tick. */
  arrived = 0;
  arrivedBytes = 0;

  constructor(readonly id: string) {
    this.capture = id.startsWith(CAPTURE_PREFIX);
  }

  count(at: number, sizeClass: number): void {
    this.events++;
    this.firstAt ??= at;
    this.lastAt = at;
    this.sizes[sizeClass]!++;
  }

  /** Takes over what was counted, some seconds ago, before all that this one has; its channels and types apart. */
  addOlder(older: Source, seconds: number): void {
    this.events += older.events;
    this.firstAt = older.firstAt ?? this.firstAt;
    this.lastAt = this.lastAt ?? older.lastAt;
    older.sizes.forEach((count, i) => (this.sizes[i]! += count));
    older.spark.slice(seconds).forEach((count, i) => (this.spark[i]! += count));
  }

  /** Closes a second that really took so many; true when a window has to be told. */
  close(seconds: number): boolean {
    // Bytes of heartbeats alone are told with what comes next: no window shows them.
    const moved = this.arrived > 0 || this.rate > 0 || this.spark.some((n) => n > 0);
    this.rate = this.arrived / seconds;
    this.byteRate = this.arrivedBytes / seconds;
    shift(this.spark, this.arrived);
    this.arrived = 0;
    this.arrivedBytes = 0;
    return moved;
  }

  /** Forgets what was counted in all; rates go on. */
  restart(): void {
    this.channels.clear();
    this.types.clear();
    this.sizes.fill(0);
    this.events = 0;
    this.firstAt = null;
    this.lastAt = null;
  }

  toRate(): SourceRate {
    const { id: sourceId, events, rate, byteRate, firstAt, lastAt } = this;
    return {
      sourceId,
      events,
      rate,
      byteRate,
      firstAt,
      lastAt,
      spark: [...this.spark],
      sizes: [...this.sizes],
    };
  }
}

/** Which of `SIZE_CLASSES` a size in bytes falls into. */
export function classOfSize(bytes: number): number {
  return Math.min(Math.max(27 - Math.clz32(bytes), 0), SIZE_CLASSES - 1);
}

export function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** Takes the newest second into a spark line and lets the oldest go. */
export function shift(spark: number[], value: number): void {
  spark.shift();
  spark.push(value);
}

function lastValue(seq: number, type: string, data: string): LastValue {
  return {
    seq,
    type: unshared(cutText(type, LAST_VALUE_LENGTH)),
    preview: unshared(cutText(data, LAST_VALUE_LENGTH)),
  };
}

/** A copy: a part of a string keeps the whole of it in memory, here a megabyte of payload or the chunk around it. */
function unshared(text: string): string {
  // Joining makes a text of two parts, which slicing lays out anew.
  return ` ${text}`.slice(1);
}
