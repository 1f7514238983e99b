import type { SeriesBreak, SeriesPoints } from '@shared/series';

/** Columns as the plot takes them: the times, then for each line a value, `null` for a break, `undefined` for none. */
export type PlotColumns = [times: number[], ...values: (number | null | undefined)[][]];

/** What a line is drawn from. */
export interface PlotLine {
  readonly points: SeriesPoints;
  readonly breaks: readonly SeriesBreak[];
}

/** Puts lines with times of their own side by side. A break in the stream is a point without a value, which ends the line there. */
export function plotColumns(lines: readonly PlotLine[]): PlotColumns {
  const tables = lines.map(withBreaks);
  if (tables.length === 1) return [tables[0]!.times, tables[0]!.values];
  const times = [...new Set(tables.flatMap((table) => table.times))].sort((a, b) => a - b);
  const columns = tables.map((table) => {
    const column = new Array<number | null | undefined>(times.length);
    let at = 0;
    for (let i = 0; i < times.length && at < table.times.length; i++) {
      // Several numbers of one moment: the last one holds.
      while (at < table.times.length && table.times[at] === times[i]) column[i] = table.values[at++];
    }
    return column;
  });
  return [times, ...columns];
}

/** The points of a line with a place for each break that lies between two of them. */
function withBreaks({ points, breaks }: PlotLine): { times: number[]; values: (number | null)[] } {
  const times: number[] = [];
  const values: (number | null)[] = [];
  let next = 0;
  for (let i = 0; i < points.times.length; i++) {
    const time = points.times[i]!;
    const before = times.at(-1);
    while (next < breaks.length && breaks[next]!.to <= time) {
      const { from, to } = breaks[next++]!;
      const middle = (from + to) / 2;
      if (before === undefined || to <= before || times.at(-1)! >= middle) continue;
      times.push(Math.max(before, Math.min(time, middle)));
      values.push(null);
    }
    times.push(time);
    values.push(points.values[i]!);
  }
  return { times, values };
}
