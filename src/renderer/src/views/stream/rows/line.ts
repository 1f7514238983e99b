import type { EventRow } from '@shared/stream-event';
import type { Settings } from '@shared/settings';
import type { ColumnKey } from '../../../stores/column-edits';
import type { Hue } from '../../../stores/type-hues';

/** A row of the table, with what it takes from where it stands. */
export interface Line {
  readonly position: number;
  /** Upper edge in the element that is scrolled, px. */
  readonly top: number;
  /** From 1, the header's; for assistive technology. */
  readonly rowIndex: number;
  /** Undefined while it is on its way. */
  readonly row: EventRow | undefined;
  /** When the row above was received, epoch ms; null when there is none. */
  readonly previousAt: number | null;
  /** Name of its source, safe to show. */
  readonly source: string;
  /** Tells its source from others in the list; null when there is only one. */
  readonly sourceHue: Hue | null;
  /** Of its type. */
  readonly hue: Hue;
  /** The keyboard cursor stands on it. */
  readonly current: boolean;
  /** It is among several selected rows. */
  readonly chosen: boolean;
  /** What `aria-selected` says. */
  readonly selected: boolean;
}

/** What all rows of a picture are drawn with. */
export interface RowLook {
  readonly clock: 'local' | 'utc';
  /** What the time column says. */
  readonly time: Settings['rowTime'];
  /** Columns in their order: the same array as long as they are the same, whatever their widths. */
  readonly columns: readonly ColumnKey[];
  /** Characters that fit into the cell of the data and those of fields, by column. */
  readonly lengths: ReadonlyMap<ColumnKey, number>;
  /** Fields whose values are numbers mostly: what is missing stands at the right as well. */
  readonly numeric: ReadonlySet<ColumnKey>;
  readonly words: RowWords;
}

/** Words of the rows in the language of the window, looked up once a picture and not once a cell. */
export interface RowWords {
  readonly comment: string;
  readonly sent: string;
  readonly loading: string;
  /** Why a field shows `…`: its payload is too long to be looked through. */
  readonly beyondReach: string;
  /** Between a number and its decimals. */
  readonly point: string;
}
