import type { TimeWindow } from './time-span';

/** What is being dragged: an edge of the brush, all of it, or a new one from where the pointer went down. */
export type BrushGrip = 'from' | 'to' | 'body' | 'new';

/** Begun when the pointer goes down. */
export interface BrushDrag {
  readonly grip: BrushGrip;
  /** Epoch ms under the pointer when it went down. */
  readonly start: number;
  /** The brush as it was then. */
  readonly before: TimeWindow | null;
}

/**
 * The brush while it is dragged: its edges lie on the edges of columns, it is one column long at least and stays
 * within the window. An edge that is dragged over the other one takes its place.
 *
 * @param column ms
 */
export function dragged(drag: BrushDrag, at: number, window: TimeWindow, column: number): TimeWindow {
  const pointer = clamp(at, window.from, window.to);
  if (drag.grip === 'body' && drag.before) {
    return moved(drag.before, pointer - drag.start, window, column);
  }
  const fixed = drag.grip === 'from' ? drag.before?.to : drag.grip === 'to' ? drag.before?.from : drag.start;
  return between(fixed ?? drag.start, pointer, column);
}

/** The whole columns from one moment to another, in either order. */
export function between(a: number, b: number, column: number): TimeWindow {
  const from = Math.floor(Math.min(a, b) / column) * column;
  const to = Math.ceil(Math.max(a, b) / column) * column;
  return { from, to: Math.max(to, from + column) };
}

/** The brush moved by some ms, rounded to columns, as far as the window goes. A part that lies outside it may stay there. */
export function moved(brush: TimeWindow, byMs: number, window: TimeWindow, column: number): TimeWindow {
  const least = Math.min(0, Math.ceil((window.from - brush.from) / column) * column);
  const most = Math.max(0, Math.floor((window.to - brush.to) / column) * column);
  const by = clamp(Math.round(byMs / column) * column, least, most);
  return { from: brush.from + by, to: brush.to + by };
}

/** The brush with one edge moved by some ms: it keeps one column at least. */
export function resized(
  brush: TimeWindow,
  edge: 'from' | 'to',
  byMs: number,
  window: TimeWindow,
  column: number,
): TimeWindow {
  const by = Math.round(byMs / column) * column;
  if (edge === 'from') {
    const from = clamp(brush.from + by, Math.min(brush.from, window.from), brush.to - column);
    return { from, to: brush.to };
  }
  return { from: brush.from, to: clamp(brush.to + by, brush.from + column, Math.max(brush.to, window.to)) };
}

/** Where the keyboard puts a new brush: over the newest fifth of the window. */
export function firstBrush(window: TimeWindow, column: number): TimeWindow {
  return between(window.to - (window.to - window.from) / 5, window.to - column / 2, column);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
