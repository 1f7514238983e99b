import type { EarlierEvent, EarlierEvents } from '@shared/earlier-events';
import type { StandInHistory } from './history';

/** What came before an event of the made-up history, as `events.previous` answers. */
export function earlierEvents(history: StandInHistory, seq: number, most: number): EarlierEvents | null {
  const event = history.detail(seq);
  if (!event) return null;
  const alike: EarlierEvent[] = [];
  let ofChannel: EarlierEvent | null = null;
  let ofSource: EarlierEvent | null = null;
  for (let at = seq - 1; at >= Math.max(history.first, seq - 20_000) && alike.length < most; at--) {
    const { kind, sourceId, channel, type, receivedAt, id, size } = history.row(at);
    if (kind !== event.kind || sourceId !== event.sourceId) continue;
    // Payloads of the made-up events say differing times, some of them long ago.
    const eventTime =
      kind === 'event' ? receivedAt - 20 - ((at * 37) % 90) - (at % 23 === 0 ? 140 : 0) : null;
    const earlier = { seq: at, receivedAt, eventTime, id, size };
    ofSource ??= earlier;
    if (channel !== event.channel) continue;
    ofChannel ??= earlier;
    if (type === event.type) alike.push(earlier);
  }
  return { alike, ofChannel, ofSource, complete: true };
}
