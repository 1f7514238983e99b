import type { EventRow } from '@shared/stream-event';
import type { Line, RowLook } from './line';

/** How one sort of row looks: elements that are made once and written to for every row that they show. */
export interface Face {
  readonly element: HTMLElement;
  /** @param inColour false: there is no time for it, and it will be shown again when there is */
  show(row: EventRow, line: Line, look: RowLook, inColour: boolean): void;
  /** Writes anew how long ago the row came, and nothing else. */
  showAge?(row: EventRow, line: Line, look: RowLook): void;
}
