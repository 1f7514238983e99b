import type { ChannelRate, LastValue } from '@shared/feed';
import { isWithin } from '../../stores/looked';

/** Everything that is counted of a channel and of what is below it. */
export interface ChannelDetails {
  readonly path: string;
  /** Channels at and below it. */
  readonly channels: number;
  readonly events: number;
  readonly rate: number;
  readonly byteRate: number;
  /** Epoch ms; null when it is not known. */
  readonly firstAt: number | null;
  readonly lastAt: number;
  /** Of the newest event of them all, and the channel that it names. */
  readonly last: LastValue;
  readonly lastChannel: string;
  /** Events of this run by size; all zero when none came. */
  readonly sizes: readonly number[];
  /** Most events first. */
  readonly sources: readonly { readonly sourceId: string; readonly events: number }[];
}

/** Sums up what is at and below a path; null when no channel is. */
export function channelDetails(path: string, channels: Iterable<ChannelRate>): ChannelDetails | null {
  const names = new Set<string>();
  const bySource = new Map<string, number>();
  const sizes: number[] = [];
  let newest: ChannelRate | null = null;
  let firstAt: number | null = Infinity;
  let [events, rate, byteRate, lastAt] = [0, 0, 0, 0];
  for (const channel of channels) {
    if (!isWithin(channel.channel, path)) continue;
    names.add(channel.channel);
    bySource.set(channel.sourceId, (bySource.get(channel.sourceId) ?? 0) + channel.events);
    channel.sizes?.forEach((count, i) => (sizes[i] = (sizes[i] ?? 0) + count));
    events += channel.events;
    rate += channel.rate;
    byteRate += channel.byteRate;
    lastAt = Math.max(lastAt, channel.lastAt);
    firstAt = firstAt === null || channel.firstAt === null ? null : Math.min(firstAt, channel.firstAt);
    if (!newest || channel.last.seq > newest.last.seq) newest = channel;
  }
  if (!newest) return null;
  const sources = [...bySource].map(([sourceId, count]) => ({ sourceId, events: count }));
  return {
    path,
    channels: names.size,
    events,
    rate,
    byteRate,
    firstAt,
    lastAt,
    last: newest.last,
    lastChannel: newest.channel,
    sizes,
    sources: sources.sort((a, b) => b.events - a.events),
  };
}
