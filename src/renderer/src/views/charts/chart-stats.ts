import type { SeriesPoints } from '@shared/series';

/** What is said about the points of a line within a time. */
export interface PointStats {
  readonly count: number;
  readonly lowest: number;
  readonly highest: number;
  readonly median: number;
  readonly last: number;
  /** Epoch ms of the last. */
  readonly lastAt: number;
}

/** Of the points from a moment to another (epoch ms, both included); null where there are none. */
export function statsOf({ times, values }: SeriesPoints, from: number, to: number): PointStats | null {
  const shown: number[] = [];
  let lowest = Infinity;
  let highest = -Infinity;
  let last = 0;
  let lastAt = -Infinity;
  for (let i = firstFrom(times, from); i < times.length && times[i]! <= to; i++) {
    const value = values[i]!;
    shown.push(value);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    last = value;
    lastAt = times[i]!;
  }
  if (shown.length === 0) return null;
  shown.sort((a, b) => a - b);
  const middle = shown.length >> 1;
  const median = shown.length % 2 === 1 ? shown[middle]! : (shown[middle - 1]! + shown[middle]!) / 2;
  return { count: shown.length, lowest, highest, median, last, lastAt };
}

/** The first index whose time is not before a moment. */
export function firstFrom(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
