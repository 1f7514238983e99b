import type { EventColumn, TableColumn } from '@shared/table-layout';
import { keyOf, type ColumnKey } from '../../../stores/column-edits';

/** What the usual widths depend on. */
export interface TableRoom {
  /** Of the table, px. */
  readonly width: number;
  /** Text size of data, px. */
  readonly dataSize: number;
  /** The time column says a whole clock time, not an age. */
  readonly showsClock: boolean;
}

/** The tracks of a table whose columns somebody chose. */
export interface Tracks {
  /** As `grid-template-columns`. */
  readonly template: string;
  /** Below this width the table scrolls sideways, px. */
  readonly least: number;
  /** px; of the data while it takes what the others leave: its least one. */
  readonly widths: ReadonlyMap<ColumnKey, number>;
}

/** Of the tick at the left edge, px. */
export const TICK_WIDTH = 24;
/** Of a field, px. */
const FIELD_WIDTH = 120;
/** The data never gets narrower than that while it takes what the others leave, px. */
const LEAST_DATA = 180;
/** From these widths of the table on, px: as the container queries of stream.css. */
const WIDE = 960;
const COMPACT = 640;

type Widths = Readonly<Record<Exclude<EventColumn, 'time' | 'delta' | 'size'>, number>>;
const WIDTHS: Readonly<Record<'narrow' | 'compact' | 'wide', Widths>> = {
  narrow: { source: 62, channel: 110, type: 92, id: 46, data: LEAST_DATA },
  compact: { source: 74, channel: 132, type: 100, id: 46, data: LEAST_DATA },
  wide: { source: 88, channel: 176, type: 132, id: 72, data: LEAST_DATA },
};

/** The width of a column that nobody changed, px. */
export function usualWidth(column: TableColumn, { width, dataSize, showsClock }: TableRoom): number {
  if (column.kind === 'field') return FIELD_WIDTH;
  switch (column.column) {
    case 'time':
      return Math.ceil(showsClock ? Math.max(90, 7.8 * dataSize) : Math.max(56, 4.6 * dataSize));
    case 'delta':
      return Math.ceil(Math.max(48, 4.1 * dataSize));
    case 'size':
      return Math.ceil(Math.max(66, 4.2 * dataSize + 10));
    default:
      return WIDTHS[width >= WIDE ? 'wide' : width > COMPACT ? 'compact' : 'narrow'][column.column];
  }
}

/** Fixed widths, and the rest for the data; without it, or when it has a width of its own, the rest stays empty. */
export function tracksOf(columns: readonly TableColumn[], room: TableRoom): Tracks {
  const widths = new Map<ColumnKey, number>();
  const tracks = [`${TICK_WIDTH}px`];
  let least = TICK_WIDTH;
  let takesRest = false;
  for (const column of columns) {
    const width = column.width ?? usualWidth(column, room);
    widths.set(keyOf(column), width);
    least += width;
    const grows = column.width === null && keyOf(column) === 'data';
    takesRest ||= grows;
    tracks.push(grows ? `minmax(${width}px, 1fr)` : `${width}px`);
  }
  if (!takesRest) tracks.push('minmax(0, 1fr)');
  return { template: tracks.join(' '), least, widths };
}
