import { rate as rateWords, short } from '../../ui/format';
import { axisMarks, type TimeWindow } from './hydrograph/time-span';
import type { Columns } from './hydrograph/use-columns';
import { staffLabels } from './hydrograph-scale';

export interface Hydrograph {
  /** What shows; columns may reach beyond it on either side. */
  readonly window: TimeWindow;
  readonly columns: Columns;
  /** Length of the columns that the staff counts by, ms; others are drawn as high as they would be then. */
  readonly unitMs: number;
  readonly top: number;
  /** Events per second now; null where the staff counts something else. */
  readonly level: number | null;
  /** What the staff counts, when that is not events per second. */
  readonly unit: string | null;
  readonly breaks: readonly { readonly at: number; readonly downMs: number; readonly lost: boolean }[];
  /** Epoch ms; what came later is veiled. */
  readonly pausedAt: number | null;
  readonly clock: 'local' | 'utc';
}

/** Room around the plot, px. */
export const PLOT = { left: 44, top: 12, right: 12, bottom: 20 } as const;
/** Room that a label of the time axis takes, and what stands at the end of the axis, px. */
const MARK_ROOM = 96;
const END_ROOM = 104;

/** Draws the hydrograph into a canvas of `width` × `height` CSS px, with the tokens of the element it is in. */
export function drawHydrograph(
  context: CanvasRenderingContext2D,
  graph: Hydrograph,
  width: number,
  height: number,
  token: (name: string) => string,
): void {
  const left = PLOT.left;
  const right = width - PLOT.right;
  const base = height - PLOT.bottom;
  const span = Math.max(1, right - left);
  const tall = base - PLOT.top;
  const { from, to } = graph.window;
  const x = (epochMs: number): number => left + ((epochMs - from) / (to - from)) * span;
  const y = (value: number): number => base - Math.min(1, value / graph.top) * tall;
  const crisp = (value: number): number => Math.round(value) + 0.5;

  context.clearRect(0, 0, width, height);
  context.font = `420 10px ${token('--font-ui')}`;
  context.textBaseline = 'middle';

  drawStaff();
  drawAxis();
  within(left, 0, span, base + 1, drawFlow);
  drawBreaks();
  if (graph.unit !== null) drawUnit(graph.unit);
  if (graph.level !== null) drawLevel(graph.level);
  drawVeil();

  function drawStaff(): void {
    const labels = staffLabels(graph.top);
    context.textAlign = 'right';
    context.strokeStyle = token('--line-1');
    context.beginPath();
    for (const value of labels.slice(1)) line(left, y(value), right, y(value));
    context.stroke();
    context.strokeStyle = token('--line-3');
    context.beginPath();
    const marks = (labels.length - 1) * 4;
    for (let i = 0; i <= marks; i++) {
      const length = i % 4 === 0 ? 10 : i % 2 === 0 ? 6 : 3;
      line(left - length, y((graph.top / marks) * i), left, y((graph.top / marks) * i));
    }
    context.moveTo(left - 0.5, crisp(PLOT.top));
    context.lineTo(left - 0.5, base);
    line(left, base, right, base);
    context.stroke();
    context.fillStyle = token('--fg-3');
    for (const value of labels) context.fillText(short(value), left - 14, y(value) + 0.5);
  }

  function drawAxis(): void {
    context.textAlign = 'center';
    context.fillStyle = token('--fg-3');
    context.strokeStyle = token('--line-3');
    context.beginPath();
    for (const { at, label } of axisMarks(graph.window, span / MARK_ROOM, graph.clock)) {
      const place = x(at);
      if (place < left + 24 || place > width - END_ROOM) continue;
      context.moveTo(crisp(place), base);
      context.lineTo(crisp(place), base + 4);
      context.fillText(label, place, base + 11);
    }
    context.stroke();
  }

  function drawFlow(): void {
    const { columns } = graph;
    const scale = graph.unitMs / columns.ms;
    const end = columns.from + columns.events.length * columns.ms;
    const stepped = (values: readonly number[]): Path2D => {
      const path = new Path2D();
      values.forEach((value, i) => {
        const place = x(columns.from + i * columns.ms);
        if (i === 0) path.moveTo(place, y(value * scale));
        else path.lineTo(place, y(value * scale));
        path.lineTo(x(columns.from + (i + 1) * columns.ms), y(value * scale));
      });
      return path;
    };
    const closed = (path: Path2D): Path2D => {
      const area = new Path2D(path);
      area.lineTo(x(end), base);
      area.lineTo(x(columns.from), base);
      area.closePath();
      return area;
    };
    const flow = stepped(columns.events);
    context.globalAlpha = 0.17;
    context.fillStyle = token('--water');
    context.fill(closed(flow));
    context.globalAlpha = 0.85;
    context.fillStyle = token('--error');
    if (columns.errors.some((value) => value > 0)) context.fill(closed(stepped(columns.errors)));
    context.globalAlpha = 1;
    context.strokeStyle = token('--water');
    context.lineWidth = 1.25;
    context.lineJoin = 'round';
    context.stroke(flow);
    context.lineWidth = 1;
  }

  function drawBreaks(): void {
    for (const { at, downMs, lost } of graph.breaks) {
      const end = x(at);
      if (end < left || end > right) continue;
      const start = Math.max(left, x(at - downMs));
      if (lost && end - start > 2) hatch(start, PLOT.top, end - start, base - PLOT.top);
      context.strokeStyle = token(lost ? '--warning-line' : '--line-3');
      context.beginPath();
      context.moveTo(crisp(end), PLOT.top - 6);
      context.lineTo(crisp(end), base);
      context.stroke();
      context.fillStyle = token(lost ? '--warning-mark' : '--fg-3');
      context.beginPath();
      context.moveTo(crisp(end) - 3.5, PLOT.top - 6);
      context.lineTo(crisp(end) + 3.5, PLOT.top - 6);
      context.lineTo(crisp(end), PLOT.top + 1);
      context.fill();
    }
  }

  function drawLevel(level: number): void {
    const place = crisp(y(level));
    context.strokeStyle = token('--water-line');
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(left, place);
    context.lineTo(width, place);
    context.stroke();
    context.setLineDash([]);
    const words = `${rateWords(level)}/s`;
    context.textAlign = 'left';
    context.font = `620 10px ${token('--font-ui')}`;
    const wide = context.measureText(words).width;
    const above = place - 8 > PLOT.top - 4 ? place - 8 : place + 9;
    context.fillStyle = token('--bg-surface');
    context.globalAlpha = 0.75;
    context.fillRect(left + 5, above - 6, wide + 6, 12);
    context.globalAlpha = 1;
    context.fillStyle = token('--water');
    context.fillText(words, left + 8, above);
  }

  function drawUnit(unit: string): void {
    context.textAlign = 'left';
    context.fillStyle = token('--fg-3');
    context.fillText(unit, 4, base + 11);
  }

  function drawVeil(): void {
    if (graph.pausedAt === null || x(graph.pausedAt) > right) return;
    const start = Math.max(left, x(graph.pausedAt));
    context.fillStyle = token('--bg-surface');
    context.globalAlpha = 0.55;
    context.fillRect(start, PLOT.top - 6, width - start, base - PLOT.top + 6);
    context.globalAlpha = 1;
    context.strokeStyle = token('--line-1');
    context.beginPath();
    for (let stripe = Math.round(start) + 4; stripe < width; stripe += 4) {
      context.moveTo(stripe + 0.5, PLOT.top - 6);
      context.lineTo(stripe + 0.5, base);
    }
    context.stroke();
    context.strokeStyle = token('--warning-mark');
    context.beginPath();
    context.moveTo(crisp(start), PLOT.top - 6);
    context.lineTo(crisp(start), base);
    context.stroke();
  }

  function hatch(start: number, top: number, wide: number, high: number): void {
    within(start, top, wide, high, () => {
      context.strokeStyle = token('--warning-line');
      context.beginPath();
      for (let place = start - high; place < start + wide; place += 5) {
        context.moveTo(place, top + high);
        context.lineTo(place + high, top);
      }
      context.stroke();
    });
  }

  function within(start: number, top: number, wide: number, high: number, draw: () => void): void {
    context.save();
    context.beginPath();
    context.rect(start, top, wide, high);
    context.clip();
    draw();
    context.restore();
  }

  function line(fromX: number, fromY: number, toX: number, toY: number): void {
    context.moveTo(fromX, crisp(fromY));
    context.lineTo(toX, crisp(toY));
  }
}
