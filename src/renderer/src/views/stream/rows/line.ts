import type { EventRow } from '@shared/stream-event';
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
  /** Characters of the data that fit into its cell. */
  readonly dataLength: number;
}
