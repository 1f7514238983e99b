import { defineComponent, h, onBeforeUnmount } from 'vue';
import type { Series } from '@shared/series';
import { useCharts } from '@/stores/charts';
import ChartCard from '@/views/charts/ChartCard.vue';
import { sources } from '../support/stand-in/scenario';
import { answerNumbers } from './numbers';
import { until } from './until';
import { give } from './with-stores';

/** The first of the pinned charts, with its numbers. */
export const PinnedChart = defineComponent(() => {
  const charts = useCharts();
  onBeforeUnmount(charts.attach());
  return () => (charts.charts[0] ? h(ChartCard, { chart: charts.charts[0] }) : null);
});

/** Pins a chart with these lines, and looks after its numbers. */
export function pinChart(first: Series, ...others: readonly Series[]): void {
  answerNumbers();
  give({ sources: sources() });
  const charts = useCharts();
  const id = charts.pin(first);
  for (const other of others) if (id !== null) charts.addTo(id, other);
}

/** A number is dragged over something. */
export function dragOver(): DragEvent {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('application/x-streamgauge-series', '{}');
  return new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
}

/** Charts are drawn, or say why not. */
export const chartsDrawn = (root: HTMLElement): Promise<void> =>
  until(() => [...root.querySelectorAll('.chart')].every(isDrawn));

function isDrawn(chart: Element): boolean {
  const blank = chart.querySelector('.chart-blank');
  if (blank) return !blank.matches('.is-loading');
  const values = [...chart.querySelectorAll('.chart-now')];
  return chart.querySelector('canvas') !== null && values.every((each) => /\d/u.test(each.textContent));
}
