import { MAX_CHANNELS, MAX_TYPES, type Rates } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import { Channel, classOfSize, shift, Source, Tally, zeros } from './rate-tallies';

const SPARK_SECONDS = 40;
/** Where channels are counted that are over `MAX_CHANNELS`. */
export const FOLDED_CHANNEL = '(more)';
/** Names of folded channels are told apart by hash, up to this many. */
const MAX_FOLDED_HASHES = 65_536;
/** Of the room for channels, what those of earlier runs may take, so that new ones are still told apart. */
const SEEDED_SHARE = 0.8;
/** Longest name of a channel or type that is told apart, in UTF-16 code units: what a filter can name. */
const NAME_LENGTH = 1_024;

/** What a meter had counted of a source that it was told to forget. */
export interface Forgotten {
  readonly source: Source;
  readonly restarts: number;
  readonly ticks: number;
}

/**
 * Counts events by source, channel and type. `add` takes every batch, `tick` closes a second and says what changed.
 * Events and their rates count dispatched events; byte rates of sources count comments as well. What went out over a
 * WebSocket counts for nothing. Events of captures are counted but have no rate.
 */
export class RateMeter {
  readonly #maxChannels: number;
  readonly #maxTypes: number;
  readonly #sources = new Map<string, Source>();
  readonly #totalSpark: number[] = zeros(SPARK_SECONDS);
  /** Those that got an event since the last tick or whose last told rate is not 0. */
  #activeChannels: Channel[] = [];
  #activeTypes: Tally[] = [];
  #channelCount = 0;
  #typeCount = 0;
  readonly #folded = new Set<number>();
  #quiet = true;
  /** Something was seeded or forgotten since the last tick. */
  #restocked = false;
  #restarted = false;
  /** How often everything was counted anew, and how many seconds were closed. */
  #restarts = 0;
  #ticks = 0;

  constructor(maxChannels = MAX_CHANNELS, maxTypes = MAX_TYPES) {
    this.#maxChannels = maxChannels;
    this.#maxTypes = maxTypes;
  }

  add(batch: readonly StreamEvent[]): void {
    let source: Source | null = null;
    for (const event of batch) {
      const { kind } = event;
      if (kind !== 'event' && kind !== 'comment') continue;
      if (source?.id !== event.sourceId) source = this.#source(event.sourceId);
      const size = event.raw.byteLength;
      if (!source.capture) source.arrivedBytes += size;
      if (kind === 'comment') continue;
      const at = event.receivedAt;
      const sizeClass = classOfSize(size);
      source.count(at, sizeClass);

      const channel = this.#channel(source, event.channel);
      channel.count(at);
      channel.newest = event;
      channel.countSize(sizeClass);
      if (!channel.listed) list(channel, this.#activeChannels);
      if (source.capture) continue;

      source.arrived++;
      channel.arrived++;
      channel.arrivedBytes += size;
      const type = this.#type(source, event.type);
      if (!type) continue;
      type.count(at);
      type.arrived++;
      type.arrivedBytes += size;
      if (!type.listed) list(type, this.#activeTypes);
    }
  }

  /**
   * Takes in channels that the history has from earlier runs, with rate 0: at most four fifths of the room, those that
   * were heard last. Their counts add to what this run has counted, so none of its events may be among them.
   */
  seed(channels: readonly ChannelAt[]): void {
    const room = Math.floor(this.#maxChannels * SEEDED_SHARE);
    const newestFirst = [...channels].sort((a, b) => b.lastAt - a.lastAt);
    for (const seeded of newestFirst) {
      const source = this.#source(seeded.sourceId);
      const channel = this.#channel(source, seeded.channel, room);
      channel.seed(seeded.events, seeded.firstAt, seeded.lastAt, seeded.last);
      if (!channel.listed) list(channel, this.#activeChannels);
    }
    this.#restocked ||= channels.length > 0;
  }

  /**
   * Counts anew, from the channels that the history has now: after it was cleared (none), or brought back. Rates go on.
   * The next tick tells everything, and that the window has to let go of all else.
   */
  restart(channels: readonly ChannelAt[]): void {
    for (const source of this.#sources.values()) source.restart();
    this.#activeChannels = [];
    this.#activeTypes = [];
    this.#channelCount = 0;
    this.#typeCount = 0;
    this.#folded.clear();
    this.#restarts++;
    this.#restarted = true;
    this.seed(channels);
  }

  /**
   * Closes a second that really took `elapsedMs`. Returns what a window has to be told, or null when nothing
   * changed. A channel or type that fell silent is in it once more, with rate 0.
   */
  tick(elapsedMs = 1_000): Rates | null {
    const seconds = Math.max(elapsedMs, 1) / 1_000;
    let total = 0;
    this.#ticks++;
    const restarted = this.#restarted;
    let moved = restarted || this.#restocked || this.#activeChannels.length > 0;
    this.#restarted = false;
    this.#restocked = false;
    for (const source of this.#sources.values()) {
      total += source.arrived;
      moved = source.close(seconds) || moved;
    }
    moved ||= this.#totalSpark.some((n) => n > 0);
    shift(this.#totalSpark, total);

    const channels = this.#activeChannels;
    this.#activeChannels = closed(channels, seconds);
    const types = this.#activeTypes;
    this.#activeTypes = closed(types, seconds);
    // One push more than there is to tell: the window must see the zeros.
    const wasQuiet = this.#quiet;
    this.#quiet = !moved;
    if (restarted) return { ...this.full(), reset: true };
    return moved || !wasQuiet ? this.#rates(channels, types) : null;
  }

  /** Everything, for a window that starts. */
  full(): Rates {
    const sources = [...this.#sources.values()];
    return this.#rates(
      sources.flatMap((source) => [...source.channels.values()]),
      sources.flatMap((source) => [...source.types.values()]),
    );
  }

  /**
   * Drops what was counted for a source or capture; the next tick no longer lists it.
   * @returns what was dropped, for `putBack`; null when nothing was counted
   */
  forget(sourceId: string): Forgotten | null {
    const source = this.#sources.get(sourceId);
    if (!source) return null;
    this.#sources.delete(sourceId);
    this.#channelCount -= source.channels.size - (source.channels.has(FOLDED_CHANNEL) ? 1 : 0);
    this.#typeCount -= source.types.size;
    const stays = (tally: Tally): boolean => tally.sourceId !== sourceId;
    this.#activeChannels = this.#activeChannels.filter(stays);
    this.#activeTypes = this.#activeTypes.filter(stays);
    this.#restocked = true;
    return { source, restarts: this.#restarts, ticks: this.#ticks };
  }

  /**
   * Adds what `forget` dropped to what has been counted of the source since.
   * @returns false when everything was counted anew meanwhile: then it may be among that
   */
  putBack({ source: older, restarts, ticks }: Forgotten): boolean {
    if (restarts !== this.#restarts) return false;
    const source = this.#source(older.id);
    source.addOlder(older, this.#ticks - ticks);
    for (const from of older.channels.values()) {
      const channel = this.#channel(source, from.name);
      channel.addOlder(from);
      if (!channel.listed) list(channel, this.#activeChannels);
    }
    for (const from of older.types.values()) {
      const type = this.#type(source, from.name);
      type?.addOlder(from);
      if (type && !type.listed) list(type, this.#activeTypes);
    }
    this.#restocked = true;
    return true;
  }

  #rates(channels: readonly Channel[], types: readonly Tally[]): Rates {
    return {
      sources: [...this.#sources.values()].map((source) => source.toRate()),
      channels: channels.map((channel) => channel.toRate()),
      types: types.map((type) => type.toTypeRate()),
      channelsFolded: this.#folded.size,
      spark: [...this.#totalSpark],
    };
  }

  #source(id: string): Source {
    let source = this.#sources.get(id);
    if (!source) {
      source = new Source(id);
      this.#sources.set(id, source);
    }
    return source;
  }

  #channel(source: Source, fullName: string, room = this.#maxChannels): Channel {
    const name = cutText(fullName, NAME_LENGTH);
    const known = source.channels.get(name);
    if (known) return known;
    if (name === FOLDED_CHANNEL) return madeChannel(source, FOLDED_CHANNEL);
    const key = hash(`${source.id}\n${name}`);
    if (this.#channelCount >= room) {
      if (this.#folded.size < MAX_FOLDED_HASHES) this.#folded.add(key);
      return source.channels.get(FOLDED_CHANNEL) ?? madeChannel(source, FOLDED_CHANNEL);
    }
    // It may be one that seeding had folded.
    this.#folded.delete(key);
    this.#channelCount++;
    return madeChannel(source, name);
  }

  /** Null when there are too many to tell this one apart. */
  #type(source: Source, fullName: string): Tally | null {
    const name = cutText(fullName, NAME_LENGTH);
    const known = source.types.get(name);
    if (known) return known;
    if (this.#typeCount >= this.#maxTypes) return null;
    this.#typeCount++;
    const type = new Tally(source.id, name);
    source.types.set(type.name, type);
    return type;
  }
}

function madeChannel(source: Source, name: string): Channel {
  const channel = new Channel(source.id, name);
  source.channels.set(channel.name, channel);
  return channel;
}

function list<T extends Tally>(entry: T, active: T[]): void {
  entry.listed = true;
  active.push(entry);
}

/** Makes rates of what arrived; returns those whose rate is not 0, which the next tick has to tell again. */
function closed<T extends Tally>(entries: readonly T[], seconds: number): T[] {
  for (const entry of entries) {
    entry.listed = entry.arrived > 0;
    entry.close(seconds);
  }
  return entries.filter((entry) => entry.listed);
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
