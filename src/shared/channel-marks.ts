import type { ChannelMark } from './settings';

/** The `sourceId` of a mark that is meant of every source. */
export const EVERY_SOURCE = '';

/** Whether a channel is a branch or below it: `orders` holds `orders/eu` and `orders:eu`, not `orders2`. */
export function isWithinBranch(channel: string, branch: string): boolean {
  if (channel === branch) return true;
  const next = channel[branch.length];
  return (next === '/' || next === ':') && channel.startsWith(branch);
}

/**
 * Tells whether marks cover a channel of a source: by itself, by a branch above it, or by its whole source (`''`). Marks are
 * sorted once, so that it can be asked for every event.
 */
export function coverOf(marks: readonly ChannelMark[]): (sourceId: string, channel: string) => boolean {
  const bySource = new Map<string, string[]>();
  for (const { sourceId, channel } of marks)
    bySource.set(sourceId, [...(bySource.get(sourceId) ?? []), channel]);
  const covers = (sourceId: string, channel: string): boolean =>
    bySource.get(sourceId)?.some((branch) => branch === '' || isWithinBranch(channel, branch)) === true;
  return (sourceId, channel) =>
    bySource.size > 0 && (covers(sourceId, channel) || covers(EVERY_SOURCE, channel));
}
