import { MAX_CHANNELS, type ChannelRate, type Rates, type SourceRate } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';

const SOURCE_SPARK_SECONDS = 20;
const TOTAL_SPARK_SECONDS = 40;
/** Where channels are counted that are over `MAX_CHANNELS`. */
export const FOLDED_CHANNEL = '(more)';
/** Names of folded channels are told apart by hash, up to this many. */
const MAX_FOLDED_HASHES = 65_536;

interface Channel {
  readonly sourceId: string;
  readonly name: string;
  events: number;
  rate: number;
  lastAt: number;
  /** Since the last tick. */
  arrived: number;
}

interface Source {
  readonly id: string;
  readonly channels: Map<string, Channel>;
  events: number;
  rate: number;
  byteRate: number;
  arrived: number;
  arrivedBytes: number;
  readonly spark: number[];
}

/**
 * Counts events by source and channel. `add` takes every batch, `tick` closes a second and says what changed.
 * Events and their rates count dispatched events; byte rates count comments as well.
 */
export class RateMeter {
  readonly #maxChannels: number;
  readonly #sources = new Map<string, Source>();
  readonly #totalSpark: number[] = new Array<number>(TOTAL_SPARK_SECONDS).fill(0);
  /** Channels that got an event since the last tick or whose last told rate is not 0. */
  #active = new Set<Channel>();
  #channelCount = 0;
  readonly #folded = new Set<number>();
  #quiet = true;

  constructor(maxChannels = MAX_CHANNELS) {
    this.#maxChannels = maxChannels;
  }

  add(batch: readonly StreamEvent[]): void {
    for (const event of batch) {
      const source = this.#source(event.sourceId);
      source.arrivedBytes += event.raw.byteLength;
      if (event.kind !== 'event') continue;
      source.arrived++;
      source.events++;
      const channel = this.#channel(source, event.channel);
      channel.arrived++;
      channel.events++;
      channel.lastAt = event.receivedAt;
      this.#active.add(channel);
    }
  }

  /**
   * Closes a second that really took `elapsedMs`. Returns what a window has to be told, or null when nothing
   * changed. A channel that fell silent is in it once more, with rate 0.
   */
  tick(elapsedMs = 1_000): Rates | null {
    const seconds = Math.max(elapsedMs, 1) / 1_000;
    let total = 0;
    let moved = this.#active.size > 0;
    for (const source of this.#sources.values()) {
      total += source.arrived;
      moved ||= source.arrivedBytes > 0 || source.byteRate > 0 || source.spark.some((n) => n > 0);
      source.rate = source.arrived / seconds;
      source.byteRate = source.arrivedBytes / seconds;
      shift(source.spark, source.arrived);
      source.arrived = 0;
      source.arrivedBytes = 0;
    }
    moved ||= this.#totalSpark.some((n) => n > 0);
    shift(this.#totalSpark, total);

    const changed = [...this.#active];
    this.#active = new Set();
    for (const channel of changed) {
      channel.rate = channel.arrived / seconds;
      channel.arrived = 0;
      if (channel.rate > 0) this.#active.add(channel);
    }
    // One push more than there is to tell: the window must see the zeros.
    const wasQuiet = this.#quiet;
    this.#quiet = !moved;
    return moved || !wasQuiet ? this.#rates(changed) : null;
  }

  /** Everything, for a window that starts. */
  full(): Rates {
    return this.#rates([...this.#sources.values()].flatMap((source) => [...source.channels.values()]));
  }

  /** Drops what was counted for a source that is gone for good. */
  forget(sourceId: string): void {
    const source = this.#sources.get(sourceId);
    if (!source) return;
    this.#sources.delete(sourceId);
    for (const channel of source.channels.values()) {
      this.#active.delete(channel);
      if (channel.name !== FOLDED_CHANNEL) this.#channelCount--;
    }
  }

  #rates(channels: readonly Channel[]): Rates {
    return {
      sources: [...this.#sources.values()].map(sourceRate),
      channels: channels.map(channelRate),
      channelsFolded: this.#folded.size,
      spark: [...this.#totalSpark],
    };
  }

  #source(id: string): Source {
    let source = this.#sources.get(id);
    if (!source) {
      source = {
        id,
        channels: new Map(),
        events: 0,
        rate: 0,
        byteRate: 0,
        arrived: 0,
        arrivedBytes: 0,
        spark: new Array<number>(SOURCE_SPARK_SECONDS).fill(0),
      };
      this.#sources.set(id, source);
    }
    return source;
  }

  #channel(source: Source, name: string): Channel {
    const known = source.channels.get(name);
    if (known) return known;
    if (this.#channelCount >= this.#maxChannels && name !== FOLDED_CHANNEL) {
      if (this.#folded.size < MAX_FOLDED_HASHES) this.#folded.add(hash(`${source.id}\n${name}`));
      return this.#channel(source, FOLDED_CHANNEL);
    }
    const channel = { sourceId: source.id, name, events: 0, rate: 0, lastAt: 0, arrived: 0 };
    source.channels.set(name, channel);
    if (name !== FOLDED_CHANNEL) this.#channelCount++;
    return channel;
  }
}

function sourceRate(source: Source): SourceRate {
  return {
    sourceId: source.id,
    events: source.events,
    rate: source.rate,
    byteRate: source.byteRate,
    spark: [...source.spark],
  };
}

function channelRate(channel: Channel): ChannelRate {
  return {
    sourceId: channel.sourceId,
    channel: channel.name,
    events: channel.events,
    rate: channel.rate,
    lastAt: channel.lastAt,
  };
}

function shift(spark: number[], value: number): void {
  spark.shift();
  spark.push(value);
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
