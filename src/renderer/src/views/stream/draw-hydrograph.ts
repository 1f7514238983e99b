import { RATE_SECONDS } from '@shared/feed';
import { clockTime, rate as rateWords, short } from '../../ui/format';
import { staffLabels } from './hydrograph-scale';

export interface Hydrograph {
  /** Epoch second of the first value. */
  readonly from: number;
  readonly events: readonly number[];
  readonly errors: readonly number[];
  readonly top: number;
  /** Events per second now. */
  readonly level: number;
  readonly breaks: readonly { readonly at: number; readonly downMs: number; readonly lost: boolean }[];
  /** Epoch ms; what came later is veiled. */
  readonly pausedAt: number | null;
  readonly clock: 'local' | 'utc';
}

const STAFF_WIDTH = 44;
const TOP = 12;
const BOTTOM = 20;
const RIGHT = 12;

/** Draws the hydrograph into a canvas of `width` × `height` CSS px, with the tokens of the element it is in. */
export function drawHydrograph(
  context: CanvasRenderingContext2D,
  graph: Hydrograph,
  width: number,
  height: number,
  token: (name: string) => string,
): void {
  const left = STAFF_WIDTH;
  const right = width - RIGHT;
  const base = height - BOTTOM;
  const span = Math.max(1, right - left);
  const tall = base - TOP;
  const step = span / RATE_SECONDS;
  const x = (epochMs: number): number => left + ((epochMs / 1_000 - graph.from) / RATE_SECONDS) * span;
  const y = (value: number): number => base - Math.min(1, value / graph.top) * tall;
  const crisp = (value: number): number => Math.round(value) + 0.5;

  context.clearRect(0, 0, width, height);
  context.font = `420 10px ${token('--font-ui')}`;
  context.textBaseline = 'middle';

  drawStaff();
  drawAxis();
  drawFlow();
  drawBreaks();
  drawLevel();
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
    context.moveTo(left - 0.5, crisp(TOP));
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
    for (let second = Math.ceil(graph.from / 30) * 30; second < graph.from + RATE_SECONDS; second += 30) {
      const place = x(second * 1_000);
      if (place < left + 24 || place > right - 20) continue;
      context.moveTo(crisp(place), base);
      context.lineTo(crisp(place), base + 4);
      context.fillText(clockTime(second * 1_000, graph.clock), place, base + 11);
    }
    context.stroke();
  }

  function drawFlow(): void {
    const stepped = (values: readonly number[]): Path2D => {
      const path = new Path2D();
      values.forEach((value, i) => {
        if (i === 0) path.moveTo(left, y(value));
        else path.lineTo(left + i * step, y(value));
        path.lineTo(left + (i + 1) * step, y(value));
      });
      return path;
    };
    const closed = (path: Path2D): Path2D => {
      const area = new Path2D(path);
      area.lineTo(right, base);
      area.lineTo(left, base);
      area.closePath();
      return area;
    };
    const flow = stepped(graph.events);
    context.globalAlpha = 0.17;
    context.fillStyle = token('--water');
    context.fill(closed(flow));
    context.globalAlpha = 0.85;
    context.fillStyle = token('--error');
    if (graph.errors.some((value) => value > 0)) context.fill(closed(stepped(graph.errors)));
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
      if (lost && end - start > 2) hatch(start, TOP, end - start, base - TOP);
      context.strokeStyle = token(lost ? '--warning-line' : '--line-3');
      context.beginPath();
      context.moveTo(crisp(end), TOP - 6);
      context.lineTo(crisp(end), base);
      context.stroke();
      context.fillStyle = token(lost ? '--warning-mark' : '--fg-3');
      context.beginPath();
      context.moveTo(crisp(end) - 3.5, TOP - 6);
      context.lineTo(crisp(end) + 3.5, TOP - 6);
      context.lineTo(crisp(end), TOP + 1);
      context.fill();
    }
  }

  function drawLevel(): void {
    const place = crisp(y(graph.level));
    context.strokeStyle = token('--water-line');
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(left, place);
    context.lineTo(width, place);
    context.stroke();
    context.setLineDash([]);
    const words = `${rateWords(graph.level)}/s`;
    context.textAlign = 'left';
    context.font = `620 10px ${token('--font-ui')}`;
    const wide = context.measureText(words).width;
    const above = place - 8 > TOP - 4 ? place - 8 : place + 9;
    context.fillStyle = token('--bg-surface');
    context.globalAlpha = 0.75;
    context.fillRect(left + 5, above - 6, wide + 6, 12);
    context.globalAlpha = 1;
    context.fillStyle = token('--water');
    context.fillText(words, left + 8, above);
  }

  function drawVeil(): void {
    if (graph.pausedAt === null) return;
    const start = Math.max(left, x(graph.pausedAt));
    if (start < width) {
      context.fillStyle = token('--bg-surface');
      context.globalAlpha = 0.55;
      context.fillRect(start, TOP - 6, width - start, base - TOP + 6);
      context.globalAlpha = 1;
      context.strokeStyle = token('--line-1');
      context.beginPath();
      for (let stripe = Math.round(start) + 4; stripe < width; stripe += 4) {
        context.moveTo(stripe + 0.5, TOP - 6);
        context.lineTo(stripe + 0.5, base);
      }
      context.stroke();
    }
    context.strokeStyle = token('--warning-mark');
    context.beginPath();
    context.moveTo(crisp(start), TOP - 6);
    context.lineTo(crisp(start), base);
    context.stroke();
  }

  function hatch(from: number, top: number, wide: number, high: number): void {
    context.save();
    context.beginPath();
    context.rect(from, top, wide, high);
    context.clip();
    context.strokeStyle = token('--warning-line');
    context.beginPath();
    for (let place = from - high; place < from + wide; place += 5) {
      context.moveTo(place, top + high);
      context.lineTo(place + high, top);
    }
    context.stroke();
    context.restore();
  }

  function line(fromX: number, fromY: number, toX: number, toY: number): void {
    context.moveTo(fromX, crisp(fromY));
    context.lineTo(toX, crisp(toY));
  }
}
