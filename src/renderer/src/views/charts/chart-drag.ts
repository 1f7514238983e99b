import * as v from 'valibot';
import { seriesSchema, type Series } from '@shared/series';

const KIND = 'application/x-streamgauge-series';

/** Gives what is dragged a series. */
export function dragSeries(event: DragEvent, series: Series): void {
  const { sourceId, channel, type, path, texts } = series;
  event.dataTransfer?.setData(KIND, JSON.stringify({ sourceId, channel, type, path, texts }));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copyMove';
}

/** Whether a series hovers here; then it may be dropped. */
export function takesSeries(event: DragEvent): boolean {
  if (!event.dataTransfer?.types.includes(KIND)) return false;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'move';
  return true;
}

/** The series that was dropped; null for anything else. */
export function droppedSeries(event: DragEvent): Series | null {
  const text = event.dataTransfer?.getData(KIND) ?? '';
  if (text === '') return null;
  event.preventDefault();
  event.stopPropagation();
  try {
    const read = v.safeParse(seriesSchema, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
