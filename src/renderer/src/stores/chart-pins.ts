import type { ComputedRef } from 'vue';
import type { Series } from '@shared/series';
import { t } from '../i18n/i18n';
import {
  freeHue,
  isSameSeries,
  MAX_CHARTS,
  MAX_CHART_SERIES,
  type Chart,
  type ChartSeries,
} from './chart-model';
import { useToasts } from './toasts';
import { HUES } from './type-hues';

const UNDO_MS = 8_000;

/** What can be done with the pinned charts. What does not fit is refused with a toast; what is removed has an Undo. */
export interface ChartPins {
  /** The chart that draws a series. */
  chartOf(series: Series): Chart | undefined;
  isPinned(series: Series): boolean;
  /** A chart of its own for a series, or the one that it has; null when there is no room for another. */
  pin(series: Series): string | null;
  /** Draws a series in a chart beside others; it leaves the chart that it was in. */
  addTo(id: string, series: Series): void;
  /** The same with the newest chart, or a first one. */
  addToLast(series: Series): void;
  /** Gives a series a chart of its own. */
  takeOut(series: Series): void;
  /** `name` is what the toast calls it. */
  remove(id: string, name: string): void;
  removeSeries(series: Series, name: string): void;
  removeAll(): void;
  setLook(id: string, look: Partial<Pick<Chart, 'log' | 'step'>>): void;
  /** Whether texts that are numbers count, in all lines of a chart. */
  countTexts(id: string, texts: boolean): void;
}

/**
 * @param save remembers the charts
 * @param show opens the drawer
 */
export function chartPins(
  charts: ComputedRef<readonly Chart[]>,
  save: (charts: readonly Chart[]) => void,
  show: () => void,
): ChartPins {
  const toasts = useToasts();

  const update = (id: string, part: Partial<Omit<Chart, 'id'>>): void =>
    save(charts.value.map((chart) => (chart.id === id ? { ...chart, ...part } : chart)));
  const chartOf = (series: Series): Chart | undefined =>
    charts.value.find((chart) => chart.series.some((each) => isSameSeries(each, series)));
  const isPinned = (series: Series): boolean => chartOf(series) !== undefined;

  function hasRoom(): boolean {
    if (charts.value.length < MAX_CHARTS) return true;
    toasts.show({
      level: 'warning',
      title: t('charts.limit.charts', { n: MAX_CHARTS }),
      body: t('charts.limit.chartsHint'),
    });
    return false;
  }

  function pin(series: Series): string | null {
    show();
    const known = chartOf(series);
    if (known) return known.id;
    if (!hasRoom()) return null;
    const hue = HUES[charts.value.length % HUES.length]!;
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    const chart: Chart = { id, series: [{ ...series, hue }], log: false, step: false };
    save([...charts.value, chart]);
    return chart.id;
  }

  function addTo(id: string, series: Series): void {
    const chart = charts.value.find((each) => each.id === id);
    if (!chart || chart.series.some((each) => isSameSeries(each, series))) return;
    if (chart.series.length >= MAX_CHART_SERIES) {
      toasts.show({
        level: 'warning',
        title: t('charts.limit.series', { n: MAX_CHART_SERIES }),
        body: t('charts.limit.seriesHint'),
      });
      return;
    }
    show();
    const wish = chartOf(series)?.series.find((each) => isSameSeries(each, series))?.hue ?? HUES[0];
    const line: ChartSeries = { ...series, hue: freeHue(chart.series, wish) };
    save(
      charts.value
        .map((each) =>
          each.id === id
            ? { ...each, series: [...each.series, line] }
            : { ...each, series: each.series.filter((one) => !isSameSeries(one, series)) },
        )
        .filter((each) => each.series.length > 0),
    );
  }
  function addToLast(series: Series): void {
    const last = charts.value.at(-1);
    if (last) addTo(last.id, series);
    else pin(series);
  }
  function takeOut(series: Series): void {
    const from = chartOf(series);
    if (from?.series.length === 1) return show();
    if (!hasRoom()) return;
    if (from) update(from.id, { series: from.series.filter((each) => !isSameSeries(each, series)) });
    pin(series);
  }

  /** `undo` puts back what went, as long as the toast is there, and leaves alone what has been pinned since. */
  function withUndo(title: string, undo: () => void): void {
    toasts.show({
      level: 'info',
      title,
      action: { label: t('common.undo'), run: undo },
      stayMs: UNDO_MS,
    });
  }
  /** Puts charts back where they were, but for series that are pinned again. */
  function restore(gone: readonly Chart[], at: number): void {
    const back = gone
      .map((chart) => ({ ...chart, series: chart.series.filter((series) => !isPinned(series)) }))
      .filter(({ series }) => series.length > 0)
      .slice(0, MAX_CHARTS - charts.value.length);
    const list = [...charts.value];
    list.splice(at, 0, ...back);
    save(list);
  }
  function remove(id: string, name: string): void {
    const at = charts.value.findIndex((chart) => chart.id === id);
    const gone = charts.value[at];
    if (!gone) return;
    save(charts.value.filter((chart) => chart.id !== id));
    withUndo(t('charts.removed', { name }), () => restore([gone], at));
  }
  function removeSeries(series: Series, name: string): void {
    const chart = chartOf(series);
    const gone = chart?.series.find((each) => isSameSeries(each, series));
    if (!chart || !gone) return;
    if (chart.series.length === 1) return remove(chart.id, name);
    update(chart.id, { series: chart.series.filter((each) => each !== gone) });
    withUndo(t('charts.removed', { name }), () => (isPinned(gone) ? undefined : addTo(chart.id, gone)));
  }
  function removeAll(): void {
    const gone = charts.value;
    save([]);
    withUndo(t('charts.removedAll', { n: gone.length }, gone.length), () => restore(gone, 0));
  }

  function countTexts(id: string, texts: boolean): void {
    const chart = charts.value.find((each) => each.id === id);
    if (chart) update(id, { series: chart.series.map((each) => ({ ...each, texts })) });
  }

  return {
    chartOf,
    isPinned,
    pin,
    addTo,
    addToLast,
    takeOut,
    remove,
    removeSeries,
    removeAll,
    setLook: (id, look) => update(id, look),
    countTexts,
  };
}
