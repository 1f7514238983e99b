import type { EventRow } from '@shared/stream-event';

/** A stretch of the view that is in the window: rows from a position on, without holes. Never changed in place. */
export interface RowWindow {
  readonly from: number;
  readonly rows: readonly EventRow[];
}

export const NO_ROWS: RowWindow = { from: 0, rows: [] };

/** The row at a position, when it is here. */
export function rowAt(window: RowWindow, position: number): EventRow | undefined {
  return position < window.from ? undefined : window.rows[position - window.from];
}

/**
 * A new window of rows that keeps the objects of the old one where they are the same event: every message
 * brings copies, and a row that is the same object is not drawn again.
 */
export function renewed(old: RowWindow, from: number, rows: readonly EventRow[]): RowWindow {
  return {
    from,
    rows: rows.map((row, i) => {
      const had = rowAt(old, from + i);
      return had && had.seq === row.seq ? had : row;
    }),
  };
}
