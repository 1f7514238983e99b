import { useMutationObserver, useResizeObserver } from '@vueuse/core';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import { language } from '../../i18n/i18n';
import type { Hue } from '../../stores/type-hues';
import { plotColumns, type PlotColumns, type PlotLine } from './chart-table';
import { plotOptions, type PlotListeners } from './plot-options';

/** What a plot draws, read anew at every draw. */
export interface PlotSubject {
  readonly hues: readonly Hue[];
  readonly log: boolean;
  readonly step: boolean;
  readonly clock: 'local' | 'utc';
  lines(): readonly PlotLine[];
  /** The time that shows, epoch ms. */
  window(): { readonly from: number; readonly to: number };
}

export interface Plot {
  /** Draws what there is now. */
  draw(): void;
  /** The columns that were drawn last. */
  columns(): PlotColumns;
  /** Puts the crosshair of all charts on a point of time; null takes it away. */
  point(index: number | null): void;
  /** The picture of the plot, with axes; null before there is one. */
  picture(): HTMLCanvasElement | null;
}

/** Keeps a uPlot in an element: made anew when its look changes, given new points at `draw`. */
export function usePlot(
  host: Readonly<Ref<HTMLElement | null>>,
  subject: () => PlotSubject,
  listeners: PlotListeners,
): Plot {
  let plot: uPlot | null = null;
  let columns: PlotColumns = [[]];
  let positive = true;
  let gone = false;

  const isPositive = (): boolean =>
    subject()
      .lines()
      .every(({ points }) => points.values.every((value) => value > 0));

  function make(): void {
    const element = host.value;
    plot?.destroy();
    plot = null;
    if (!element || element.clientWidth < 40 || element.clientHeight < 30) return;
    const style = getComputedStyle(element);
    const { hues, log, step, clock } = subject();
    positive = !log || isPositive();
    plot = new uPlot(
      plotOptions(
        { hues, log, positive, step, clock, token: (name) => style.getPropertyValue(name).trim() },
        { width: element.clientWidth, height: element.clientHeight },
        listeners,
      ),
      undefined,
      element,
    );
    draw();
  }

  function draw(): void {
    if (!plot) return make();
    const { log, lines, window } = subject();
    // A scale of powers has no place for 0: with such a value it becomes linear around it.
    if (log && positive !== isPositive()) return make();
    columns = plotColumns(lines());
    const { from, to } = window();
    plot.batch(() => {
      plot!.setData(columns as uPlot.AlignedData, false);
      plot!.setScale('x', { min: from, max: to });
    });
  }

  function resize(): void {
    const element = host.value;
    if (!plot || !element || element.clientWidth < 40 || element.clientHeight < 30) return make();
    plot.setSize({ width: element.clientWidth, height: element.clientHeight });
  }

  function point(index: number | null): void {
    if (!plot) return;
    const time = index === null ? undefined : columns[0][index];
    const off = { left: -10, top: -10 };
    const place =
      time === undefined ? off : { left: plot.valToPos(time, 'x'), top: plot.over.clientHeight / 2 };
    // Its types leave out the last argument, which tells the charts that share the crosshair.
    (plot.setCursor as (to: typeof place, fireHook: boolean, publish: boolean) => void)(place, true, true);
  }

  onMounted(async () => {
    // Text on a canvas is drawn in whatever font is there by then.
    await document.fonts?.load('420 10px "Inter"').catch(() => []);
    if (!gone) make();
  });
  onBeforeUnmount(() => {
    gone = true;
    plot?.destroy();
    plot = null;
  });
  useResizeObserver(host, resize);
  useMutationObserver(() => document.documentElement, make, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-ui-font'],
  });
  const look = (): string => {
    const { hues, log, step, clock } = subject();
    return [...hues, log, step, clock, language.value].join();
  };
  watch(look, make, { flush: 'post' });

  return { draw, columns: () => columns, point, picture: () => plot?.ctx.canvas ?? null };
}
