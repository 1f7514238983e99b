import { COMPARED_EVENTS, MOST_CHANGING_PATHS, type ChangingPaths } from '@shared/changing-paths';
import type { EarlierEvent, EarlierEvents } from '@shared/earlier-events';
import { PathChanges } from '../../../src/main/history/path-changes';
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

/** What changes most often in the made-up history, as `events.changing` answers. */
export function changingPaths(history: StandInHistory, seq: number): ChangingPaths | null {
  const earlier = earlierEvents(history, seq, COMPARED_EVENTS - 1);
  if (!earlier) return null;
  const found = new PathChanges();
  let leftOut = 0;
  for (const at of [seq, ...earlier.alike.map((each) => each.seq)]) {
    if (!found.add(history.detail(at)?.data ?? '')) leftOut += 1;
  }
  const paths = found.changing();
  return {
    comparisons: found.comparisons,
    paths: paths.slice(0, MOST_CHANGING_PATHS),
    more: Math.max(0, paths.length - MOST_CHANGING_PATHS),
    leftOut,
    complete: true,
  };
}
