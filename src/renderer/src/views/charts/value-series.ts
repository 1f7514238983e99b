import type { Series } from '@shared/series';
import type { EventRow } from '@shared/stream-event';
import type { useCharts } from '../../stores/charts';
import { seriesName } from './series-name';

/**
 * The series that a value of an event belongs to: what stands at the same place in the events of this source, channel and
 * type.
 *
 * @param isText it is a text that is a number: then such texts count
 */
export function seriesOf(
  event: Pick<EventRow, 'sourceId' | 'channel' | 'type'>,
  path: readonly (string | number)[],
  isText: boolean,
): Series {
  return {
    sourceId: event.sourceId,
    channel: event.channel,
    type: event.type,
    path: path.map(String),
    texts: isText,
  };
}

/** Pins a series, or takes it off where it is pinned. */
export function togglePin(charts: ReturnType<typeof useCharts>, series: Series): void {
  if (charts.isPinned(series)) charts.removeSeries(series, seriesName(series));
  else charts.pin(series);
}
