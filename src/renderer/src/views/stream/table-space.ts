/**
 * Where rows lie when they are more than a scrolling element can be high. Chromium cannot lay out above 33,554,431 px
 * (LayoutUnit), and draws text off by parts of a pixel long before. So the element is at most `MAX_SPACE` high, and above
 * that the thumb is mapped to rows by proportion.
 *
 * What is true is the position at the upper edge of the table, with its fraction; `scrollTop` only follows from it.
 */
export interface TableSpace {
  /** px. */
  readonly rowHeight: number;
  /** Height of what shows, px. */
  readonly viewport: number;
  /** Positions of the first row and behind the last. */
  readonly first: number;
  readonly end: number;
}

/** Highest that the scrolled element is, px. */
export const MAX_SPACE = 8_000_000;

const rowsHeight = ({ rowHeight, first, end }: TableSpace): number => (end - first) * rowHeight;

/** Height of the element that is scrolled, px. */
export function spaceHeight(space: TableSpace): number {
  return Math.max(space.viewport, Math.min(rowsHeight(space), MAX_SPACE));
}

/** Whether a pixel of the thumb's way is more than a pixel of rows. */
export function isScaled(space: TableSpace): boolean {
  return rowsHeight(space) > MAX_SPACE;
}

/** The position at the upper edge when the end shows. Few rows lie at the bottom: then it is before the first. */
export function endTop({ rowHeight, viewport, end }: TableSpace): number {
  return end - viewport / rowHeight;
}

/** The nearest position that can be at the upper edge. */
export function clampedTop(space: TableSpace, top: number): number {
  return Math.min(endTop(space), Math.max(space.first, top));
}

/** `scrollTop` that shows a position at the upper edge, px. */
export function scrollTopAt(space: TableSpace, top: number): number {
  const rows = Math.max(0, clampedTop(space, top) - space.first) * space.rowHeight;
  return isScaled(space) ? Math.round(rows / scale(space)) : rows;
}

/** The position at the upper edge of a `scrollTop` that the thumb was dragged to. */
export function topAt(space: TableSpace, scrollTop: number): number {
  const rows = Math.max(0, scrollTop) * scale(space);
  return clampedTop(space, space.first + rows / space.rowHeight);
}

/**
 * The position at the upper edge after the element scrolled from one `scrollTop` to another by itself. Short ways (a wheel, a
 * finger) are meant in rows and keep their length; a drag of the thumb is never as short in a scaled space.
 */
export function topAfter(space: TableSpace, top: number, from: number, to: number): number {
  const way = spaceHeight(space) - space.viewport;
  const isShort = Math.abs(to - from) <= space.viewport && to > 0 && to < way;
  if (!isScaled(space) || !isShort) return topAt(space, to);
  return clampedTop(space, top + (to - from) / space.rowHeight);
}

/** Upper edge of a row in the scrolled element, px: `scrollTop` is where it stands while `top` is at the upper edge. */
export function rowOffset(space: TableSpace, position: number, top: number, scrollTop: number): number {
  if (isScaled(space)) return Math.round(scrollTop + (position - top) * space.rowHeight);
  const free = Math.max(0, space.viewport - rowsHeight(space));
  return free + (position - space.first) * space.rowHeight;
}

/** px of rows per px of the thumb's way. */
function scale(space: TableSpace): number {
  const way = spaceHeight(space) - space.viewport;
  return isScaled(space) && way > 0 ? (rowsHeight(space) - space.viewport) / way : 1;
}
