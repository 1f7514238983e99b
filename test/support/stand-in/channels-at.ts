import { LAST_VALUE_LENGTH } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import type { StandInHistory } from './history';

/** As far back as the stand-in looks, in events. */
const MOST_EVENTS = 100_000;

/** The channels of a made-up history as they were at a moment (epoch ms). */
export function channelsAt(history: StandInHistory, time: number): ChannelAt[] {
  const channels = new Map<string, ChannelAt>();
  for (let seq = Math.max(history.first, history.next - MOST_EVENTS); seq < history.next; seq++) {
    const { kind, sourceId, channel, type, receivedAt, preview } = history.row(seq);
    if (receivedAt > time) break;
    if (kind !== 'event' || channel === '') continue;
    const key = `${sourceId}\n${channel}`;
    const had = channels.get(key);
    channels.set(key, {
      sourceId,
      channel,
      events: (had?.events ?? 0) + 1,
      firstAt: had?.firstAt ?? receivedAt,
      lastAt: receivedAt,
      last: { seq, type, preview: preview.slice(0, LAST_VALUE_LENGTH) },
    });
  }
  return [...channels.values()];
}
