import type { Ref } from 'vue';
import type { Chart, ChartSeries } from '../../stores/chart-model';
import { useCharts } from '../../stores/charts';
import { useToasts } from '../../stores/toasts';
import { chartCsv } from './chart-csv';
import { chartTitle } from './chart-menu';
import { chartPicture } from './chart-picture';
import type { PlotLine } from './chart-table';
import { dashOf } from './plot-options';
import type { ChartLine } from './use-chart-lines';

/** Saves a chart as a picture, or its points as a table. */
export function useChartFiles(
  chart: () => Chart,
  lines: Readonly<Ref<readonly ChartLine[]>>,
  plotLines: () => readonly PlotLine[],
): {
  /** `element`: where the plot is, for its colours. Without a plot nothing is saved. */
  savePicture(plot: HTMLCanvasElement | null, element: HTMLElement | null): Promise<void>;
  savePoints(sourceName: (series: ChartSeries) => string): Promise<void>;
} {
  const charts = useCharts();
  const toasts = useToasts();

  async function savePicture(plot: HTMLCanvasElement | null, element: HTMLElement | null): Promise<void> {
    if (!plot || !element) return;
    const style = getComputedStyle(element);
    try {
      const bytes = await chartPicture(
        plot,
        {
          title: chartTitle(chart()),
          lines: lines.value.map(({ name, origin, series }, i) => ({
            label: `${name}  ${origin}`,
            hue: series.hue,
            dash: dashOf(i),
          })),
        },
        (name) => style.getPropertyValue(name).trim(),
      );
      await charts.save({ name: chartTitle(chart()), content: { format: 'png', bytes } });
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function savePoints(sourceName: (series: ChartSeries) => string): Promise<void> {
    const points = plotLines();
    const text = chartCsv(
      chart().series.map((series, i) => ({
        source: sourceName(series),
        channel: series.channel ?? '',
        type: series.type ?? '',
        path: lines.value[i]?.name ?? '',
        points: points[i]!.points,
      })),
    );
    await charts.save({ name: chartTitle(chart()), content: { format: 'csv', text } });
  }

  return { savePicture, savePoints };
}
