import type { EventRow } from '@shared/stream-event';

/** Positions from `from` on, `to` not included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * A stretch of the view that was asked for, without holes: `undefined` stands for rows that were asked for and did not
 * come because they had left by then. Never changed in place.
 */
export interface RowWindow {
  readonly from: number;
  readonly rows: readonly (EventRow | undefined)[];
}

export const NO_ROWS: RowWindow = { from: 0, rows: [] };

/** Most rows that are held; the furthest from what the table shows go first. */
export const MAX_HELD_ROWS = 1_200;

/** The row at a position, when it is here. */
export function rowAt(window: RowWindow, position: number): EventRow | undefined {
  return position < window.from ? undefined : window.rows[position - window.from];
}

/** The positions that a window answers for. */
export function stretchOf(window: RowWindow): Stretch {
  return { from: window.from, to: window.from + window.rows.length };
}

/**
 * A window with an answer taken in: `list` from position `from` on, for the `asked` stretch. What was there stays when the
 * two meet, and goes when there is a hole between them. Rows that are the same keep their object, which is not drawn again.
 * At most `most` rows are kept, those next to `around`.
 */
export function withAnswer(
  old: RowWindow,
  asked: Stretch,
  from: number,
  list: readonly EventRow[],
  around: Stretch,
  most = MAX_HELD_ROWS,
): RowWindow {
  const fresh: RowWindow = {
    from: asked.from,
    rows: Array.from({ length: Math.max(0, asked.to - asked.from) }, (_, i) => {
      const row = list[asked.from + i - from];
      const had = rowAt(old, asked.from + i);
      return row && had && same(row, had) ? had : row;
    }),
  };
  const held = stretchOf(old);
  const apart = held.from === held.to || asked.from > held.to || asked.to < held.from;
  return within(apart ? fresh : joined(old, fresh), around, most);
}

function joined(old: RowWindow, fresh: RowWindow): RowWindow {
  const before = old.rows.slice(0, Math.max(0, fresh.from - old.from));
  const after = old.rows.slice(Math.max(0, fresh.from + fresh.rows.length - old.from));
  return { from: Math.min(old.from, fresh.from), rows: [...before, ...fresh.rows, ...after] };
}

function within(window: RowWindow, around: Stretch, most: number): RowWindow {
  const { from, to } = stretchOf(window);
  if (to - from <= most) return window;
  const middle = Math.floor((around.from + around.to - most) / 2);
  const start = Math.min(Math.max(from, middle), to - most);
  return { from: start, rows: window.rows.slice(start - from, start - from + most) };
}

function same(a: EventRow, b: EventRow): boolean {
  return a.seq === b.seq && a.kind === b.kind && a.marked === b.marked;
}
