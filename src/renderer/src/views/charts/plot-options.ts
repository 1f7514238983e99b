import uPlot from 'uplot';
import type { Hue } from '../../stores/type-hues';
import { timeMarks } from './chart-axis';
import { scaleText } from './value-text';

/** How the lines of a chart are told apart besides by colour: dashes in CSS px, in the order of the lines. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
];
export const dashOf = (line: number): readonly number[] => DASHES[line % DASHES.length]!;

export interface PlotLook {
  readonly hues: readonly Hue[];
  readonly log: boolean;
  /** All values are above 0: a scale that is logarithmic throughout. */
  readonly positive: boolean;
  readonly step: boolean;
  readonly clock: 'local' | 'utc';
  /** A token of the element that the plot is in. */
  readonly token: (name: string) => string;
}

/** What the plot tells of the pointer. */
export interface PlotListeners {
  /** The pointer, or that of another chart, is over this point of time; null: over none. */
  cursor(index: number | null): void;
  zoom(from: number, to: number): void;
  reset(): void;
  choose(index: number): void;
}

/** Charts with this key share one crosshair. */
const SYNC_KEY = 'streamgauge-charts';
/** Distances between marks of the time axis, ms. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * 24 * HOUR),
];
/** A drag shorter than this is a click, px. */
const DRAG_PX = 5;

export function plotOptions(
  look: PlotLook,
  size: { readonly width: number; readonly height: number },
  listeners: PlotListeners,
): uPlot.Options {
  const { token } = look;
  const font = `420 10px ${token('--font-ui')}`;
  const axis = {
    font,
    stroke: token('--fg-3'),
    ticks: { show: true, stroke: token('--line-3'), width: 1, size: 4 },
  };
  return {
    ...size,
    ms: 1,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    tzDate: (epochMs) =>
      look.clock === 'utc' ? uPlot.tzDate(new Date(epochMs), 'Etc/UTC') : new Date(epochMs),
    cursor: {
      x: true,
      y: false,
      drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
      sync: { key: SYNC_KEY, setSeries: false, scales: ['x', null] },
      points: { size: 6, width: 1.5, fill: token('--bg-surface') },
      bind: {
        dblclick: () => () => {
          listeners.reset();
          return null;
        },
        click: (self, _target, handle) => (event) => {
          const { idx } = self.cursor;
          if (event.detail < 2 && idx !== null && idx !== undefined && self.select.width < DRAG_PX)
            listeners.choose(idx);
          return handle(event);
        },
      },
    },
    scales: {
      x: { time: true, auto: false },
      y: { distr: look.log ? (look.positive ? 3 : 4) : 1 },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 3,
        space: 66,
        incrs: TIME_STEPS,
        grid: { show: false },
        values: (_self, marks, _axis, _space, step) => timeMarks(marks, step, look.clock),
      },
      {
        ...axis,
        size: (_self, labels) => 14 + 6.2 * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0)),
        gap: 4,
        space: (_self, _axis, _low, _high, height) => (height > 320 ? 44 : 22),
        grid: { stroke: token('--line-1'), width: 1, ...(look.log && { filter: powersOfTen }) },
        ...(look.log && { ticks: { ...axis.ticks, filter: powersOfTen } }),
        values: (_self, marks) => marks.map((mark) => (mark === null ? '' : scaleText(mark))),
      },
    ],
    series: [{}, ...look.hues.map((hue, line) => lineOf(hue, line, look))],
    hooks: {
      setCursor: [(self) => listeners.cursor(self.cursor.idx ?? null)],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width >= DRAG_PX) listeners.zoom(self.posToVal(left, 'x'), self.posToVal(left + width, 'x'));
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** Of several decades only their beginnings are drawn: the marks between them would run together. */
function powersOfTen(_self: uPlot, marks: number[]): (number | null)[] {
  const powers = marks.filter(isPowerOfTen);
  return powers.length > 2 ? marks.map((mark) => (isPowerOfTen(mark) ? mark : null)) : marks;
}
function isPowerOfTen(mark: number): boolean {
  if (mark === 0) return true;
  const power = Math.log10(Math.abs(mark));
  return Math.abs(power - Math.round(power)) < 1e-6;
}

function lineOf(hue: Hue, line: number, look: PlotLook): uPlot.Series {
  const colour = look.token(`--t-${hue}`);
  const { stepped, linear } = uPlot.paths;
  const paths = look.step ? stepped?.({ align: 1 }) : linear?.();
  return {
    stroke: colour,
    width: 1.5,
    dash: [...dashOf(line)],
    // Under a single line as under the hydrograph; several would cover one another.
    ...(look.hues.length === 1 && !look.log && { fill: `${colour}22` }),
    points: { size: 4, fill: colour, width: 0 },
    ...(paths && { paths }),
  };
}
