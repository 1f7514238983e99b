import { LAST_VALUE_LENGTH } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import { cutText } from '@shared/text';
import { ROW_NAME_LENGTH } from '../event-row';
import { Slices } from './matching';
import { walk, type Piece, type QuerySource } from './segment-walk';

/** Pairs of source and channel of one segment up to which a table is faster than a map. */
const MAX_PAIRS = 1 << 20;

type Channel = { -readonly [K in keyof ChannelAt]: ChannelAt[K] };

/**
 * The channels of all sources as they were at a moment (epoch ms): those whose last event is the newest, at most `limit`.
 * Order is by `seq`, for clocks jump: the last event is the one with the largest `seq` that had arrived by then. Null when
 * cancelled.
 */
export async function channelsAt(
  source: QuerySource,
  time: number,
  limit: number,
  cancelled: () => boolean,
): Promise<ChannelAt[] | null> {
  const slices = new Slices(cancelled);
  const channels = new Map<string, Channel>();
  const range = { first: 0, last: Number.MAX_SAFE_INTEGER, backward: true };
  for (const piece of walk(source, range)) {
    addPiece(source, piece, time, limit, channels);
    if (!(await slices.goOn())) return null;
  }
  return [...channels.values()];
}

/** Adds what one segment holds, which is older than all before. */
function addPiece(
  source: QuerySource,
  { open, from, to }: Piece,
  time: number,
  limit: number,
  channels: Map<string, Channel>,
): void {
  const { columns, reader, segment } = open;
  const { channelNames, sourceNames } = columns;
  const { times, kinds, sources, channels: numbers } = columns.arrays;
  const visible = source.visible(columns);
  const width = channelNames.list.length;
  const counts = counter(sourceNames.list.length * width);
  // The first that is met going back is the last one.
  const lasts: { readonly pair: number; readonly event: number }[] = [];
  for (let event = to - 1; event >= from; event--) {
    if (times[event]! > time || kinds[event] !== 0 || (visible && !visible.has(event))) continue;
    const pair = sources[event]! * width + numbers[event]!;
    if (counts.add(pair, event) === 1) lasts.push({ pair, event });
  }
  for (const { pair, event } of lasts) {
    const sourceId = sourceNames.list[Math.floor(pair / width)]!;
    const name = channelNames.list[pair % width]!;
    const key = `${sourceId}\0${name}`;
    let channel = channels.get(key);
    if (!channel) {
      if (channels.size >= limit) continue;
      const record = reader.read(event);
      if (!record && segment) source.damaged(segment);
      channel = {
        sourceId,
        channel: cutText(name, ROW_NAME_LENGTH),
        events: 0,
        firstAt: 0,
        lastAt: times[event]!,
        last: {
          seq: columns.seqAt(event),
          type: cutText(record?.type ?? '', ROW_NAME_LENGTH),
          preview: cutText(record?.data ?? '', LAST_VALUE_LENGTH),
        },
      };
      channels.set(key, channel);
    }
    channel.events += counts.get(pair);
    channel.firstAt = times[counts.oldest(pair)]!;
  }
}

/** Counts events by key, newest first. */
interface Counter {
  /** Counts one more and returns how many that makes. */
  add(key: number, event: number): number;
  get(key: number): number;
  /** The event that was counted last. */
  oldest(key: number): number;
}

function counter(size: number): Counter {
  if (size <= MAX_PAIRS) {
    const table = new Uint32Array(size);
    const events = new Uint32Array(size);
    return {
      add(key, event) {
        events[key] = event;
        return ++table[key]!;
      },
      get: (key) => table[key]!,
      oldest: (key) => events[key]!,
    };
  }
  const map = new Map<number, { count: number; event: number }>();
  return {
    add(key, event) {
      const known = map.get(key);
      if (!known) map.set(key, { count: 1, event });
      else known.event = event;
      return known ? ++known.count : 1;
    },
    get: (key) => map.get(key)?.count ?? 0,
    oldest: (key) => map.get(key)?.event ?? 0,
  };
}
