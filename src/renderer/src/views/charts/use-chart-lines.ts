import { computed, type ComputedRef } from 'vue';
import { CHART_SPANS, type Chart, type ChartSeries } from '../../stores/chart-model';
import { useCharts, type ChartWindow } from '../../stores/charts';
import { useSources } from '../../stores/sources';
import { statsOf, type PointStats } from './chart-stats';
import type { PlotLine } from './chart-table';
import { blankOf, type Blank } from './chart-words';
import { seriesName, seriesOrigin, seriesUnit } from './series-name';

/** One line of a chart with all that is said about it. */
export interface ChartLine {
  readonly series: ChartSeries;
  readonly name: string;
  readonly unit: string;
  /** Of which events. */
  readonly origin: string;
  /** Of the points that show; null without any. */
  readonly stats: PointStats | null;
  /** Numbers that the points stand for, and the points. */
  readonly numbers: number;
  readonly points: number;
}

export interface ChartLines {
  readonly lines: ComputedRef<readonly ChartLine[]>;
  /** Why there is nothing to draw; null when there is. */
  readonly blank: ComputedRef<Blank | null>;
  /** The time that shows now. */
  window(): ChartWindow;
  /** What is drawn. */
  plotLines(): readonly PlotLine[];
}

const NO_LINE: PlotLine = {
  points: { times: new Float64Array(0), values: new Float64Array(0), seqs: new Float64Array(0) },
  breaks: [],
};
/** Shown around numbers that all came at one moment, ms. */
const LEAST_WINDOW = 1_000;

/** What a chart draws and says: computed anew whenever there is something new to draw. */
export function useChartLines(chart: () => Chart): ChartLines {
  const charts = useCharts();
  const sources = useSources();

  const plotLines = (): readonly PlotLine[] =>
    chart().series.map((series) => {
      const state = charts.stateOf(series);
      return state.phase === 'ready' ? { points: state.data.points, breaks: state.data.breaks } : NO_LINE;
    });

  /** All charts show the same time; of all of the history, from the first number of any to the last. */
  function window(): ChartWindow {
    if (charts.zoom) return charts.zoom;
    const ms = CHART_SPANS[charts.span];
    const now = charts.pausedAt ?? Date.now();
    if (ms !== null) return { from: now - ms, to: now };
    const times = charts.shown
      .flatMap(({ series }) => series.map((each) => charts.stateOf(each)))
      .flatMap((state) => (state.phase === 'ready' ? [state.data.points.times] : []));
    const from = Math.min(...times.map((each) => each[0] ?? Infinity));
    const to = Math.max(...times.map((each) => each.at(-1) ?? -Infinity));
    if (from > to) return { from: now - LEAST_WINDOW, to: now };
    return { from, to: Math.max(to, from + LEAST_WINDOW) };
  }

  const lines = computed(() => {
    void charts.version;
    const { from, to } = window();
    return chart().series.map((series): ChartLine => {
      const state = charts.stateOf(series);
      const data = state.phase === 'ready' ? state.data : null;
      return {
        series,
        name: seriesName(series),
        unit: seriesUnit(series),
        origin: seriesOrigin(series, sources.nameOf(series.sourceId)),
        stats: data && statsOf(data.points, from, to),
        numbers: data?.numbers ?? 0,
        points: data?.points.times.length ?? 0,
      };
    });
  });
  const blank = computed(() =>
    blankOf(
      chart().series.map((series) => charts.stateOf(series)),
      lines.value.some(({ stats }) => stats !== null),
    ),
  );
  return { lines, blank, window, plotLines };
}

/** The `seq` of the event with a line's number at a moment; null when none of the lines has one there. */
export function eventAt(chart: Chart, lines: readonly PlotLine[], time: number): number | null {
  for (const [i] of chart.series.entries()) {
    const { times, seqs } = lines[i]!.points;
    const at = times.indexOf(time);
    if (at >= 0) return seqs[at]!;
  }
  return null;
}
