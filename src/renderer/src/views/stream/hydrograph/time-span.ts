import { RATE_SECONDS } from '@shared/feed';
import { t } from '../../../i18n/i18n';
import { clockMinute, clockTime, coarse, decimal, shortDay } from '../../../ui/format';

/** What part of time the hydrograph shows. */
export type TimeSpan =
  /** The last `ms`, moving on with the clock. */
  | { readonly kind: 'rolling'; readonly ms: number }
  /** From the first to the last event that matches. */
  | { readonly kind: 'all' }
  | ({ readonly kind: 'fixed' } & TimeWindow);

/** Epoch ms; `to` is not included. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the hydrograph shows unless told otherwise: seconds that are pushed, none asked for. */
export const LIVE_SPAN: TimeSpan = { kind: 'rolling', ms: RATE_SECONDS * SECOND };

/** Nothing shorter is shown. */
const SHORTEST_MS = 5 * SECOND;
/** Most columns of a window. */
const MAX_COLUMNS = 180;
const COLUMNS_MS = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY),
];

export const isLive = (span: TimeSpan): boolean =>
  span.kind === 'rolling' && LIVE_SPAN.kind === 'rolling' && span.ms === LIVE_SPAN.ms;

/** The length of a column that suits a window, ms: a round one, and no more than 180 of them. */
export function columnOf(windowMs: number): number {
  return (
    COLUMNS_MS.find((ms) => windowMs / ms <= MAX_COLUMNS) ?? Math.ceil(windowMs / MAX_COLUMNS / DAY) * DAY
  );
}

/**
 * The window that a span shows now. A rolling one ends with the column that is running; without any events all of time is
 * what the live one shows.
 */
export function windowOf(span: TimeSpan, now: number, extent: TimeWindow | null): TimeWindow {
  if (span.kind === 'fixed') return { from: span.from, to: span.to };
  if (span.kind === 'rolling' || extent === null) {
    const ms = span.kind === 'rolling' ? span.ms : RATE_SECONDS * SECOND;
    const column = columnOf(ms);
    const to = (Math.floor(now / column) + 1) * column;
    return { from: to - ms, to };
  }
  const length = Math.max(SHORTEST_MS, extent.to - extent.from + 1);
  const column = columnOf(length);
  const from = Math.floor(extent.from / column) * column;
  return { from, to: Math.max(from + SHORTEST_MS, (Math.floor(extent.to / column) + 1) * column) };
}

/** The whole columns that cover a window: they stay the same ones while it moves on. */
export function columnsOf({
  from,
  to,
}: TimeWindow): TimeWindow & { readonly count: number; readonly ms: number } {
  const ms = columnOf(to - from);
  const start = Math.max(0, Math.floor(from / ms) * ms);
  const count = Math.max(1, Math.ceil((to - start) / ms));
  return { from: start, to: start + count * ms, count, ms };
}

/**
 * The span that shows `factor` times as much (below 1 less), with the moment `at` where it is. What reaches up to now
 * moves on with the clock; what would show more than everything shows all.
 *
 * @param shown what shows now
 */
export function zoomed(
  shown: TimeWindow,
  factor: number,
  at: number,
  now: number,
  extent: TimeWindow | null,
): TimeSpan {
  const oldest = extent?.from ?? now - RATE_SECONDS * SECOND;
  const longest = Math.max(2 * RATE_SECONDS * SECOND, (Math.max(now, extent?.to ?? now) - oldest) * 1.02);
  const length = Math.min(longest, Math.max(SHORTEST_MS, (shown.to - shown.from) * factor));
  const share = (at - shown.from) / (shown.to - shown.from);
  return spanOf({ from: at - share * length, to: at + (1 - share) * length }, now, extent);
}

/** The span moved by some ms, no further than there are events. */
export function panned(shown: TimeWindow, byMs: number, now: number, extent: TimeWindow | null): TimeSpan {
  const length = shown.to - shown.from;
  const oldest = Math.min(extent?.from ?? shown.from, shown.from);
  const from = Math.max(oldest, Math.min(shown.from + byMs, now + columnOf(length) - length));
  return spanOf({ from, to: from + length }, now, extent);
}

function spanOf({ from, to }: TimeWindow, now: number, extent: TimeWindow | null): TimeSpan {
  const column = columnOf(to - from);
  if (to < now) return { kind: 'fixed', from: Math.round(from), to: Math.round(to) };
  if (extent && from < extent.from - column && to - from > LIVE_MS && extent.to >= now - 2 * column)
    return { kind: 'all' };
  // A hair beside the live window means the live window.
  const length =
    Math.abs(to - from - LIVE_MS) < 2 * SECOND ? LIVE_MS : Math.ceil((to - from) / column) * column;
  return { kind: 'rolling', ms: length };
}
const LIVE_MS = RATE_SECONDS * SECOND;

/** A length of time in short, without a rest of nothing: `500 ms`, `45 s`, `2.5 min`, `1 h`, `3 d 4 h`. */
export function spanWords(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${toOneDecimal(ms / SECOND)} s`;
  if (ms < HOUR) return `${toOneDecimal(ms / MINUTE)} min`;
  if (ms < DAY) return `${toOneDecimal(ms / HOUR)} h`;
  return ms % DAY === 0 ? `${ms / DAY} d` : coarse(ms);
}
const toOneDecimal = (value: number): string => decimal(Number(value.toFixed(1)));

export interface AxisMark {
  readonly at: number;
  readonly label: string;
}

/** Round moments of a window, no more than `most`: `14:32:30`, `14:30`, or the day where one begins. */
export function axisMarks(window: TimeWindow, most: number, clock: 'local' | 'utc'): AxisMark[] {
  const step = COLUMNS_MS.find((ms) => ms >= SECOND && (window.to - window.from) / ms <= most) ?? 365 * DAY;
  // Hours and days are round where the clock on the wall says so.
  const offset = clock === 'utc' ? 0 : new Date(window.from).getTimezoneOffset() * MINUTE;
  const marks: AxisMark[] = [];
  for (let at = Math.ceil((window.from - offset) / step) * step + offset; at < window.to; at += step) {
    marks.push({ at, label: markLabel(at, step, clock) });
  }
  return marks;
}

function markLabel(at: number, step: number, clock: 'local' | 'utc'): string {
  if (step < MINUTE) return clockTime(at, clock);
  const minute = clockMinute(at, clock);
  return step >= DAY || minute === '00:00' ? shortDay(at, clock) : minute;
}

/** `14:31:20 to 14:32:05`, with the day where it is not today's. */
export function rangeWords({ from, to }: TimeWindow, now: number, clock: 'local' | 'utc'): string {
  const today = shortDay(now, clock);
  const [first, last] = [shortDay(from, clock), shortDay(to, clock)];
  const start = first === today && last === today ? '' : `${first} `;
  const end = last === first ? '' : `${last} `;
  return t('stream.graph.range', {
    from: start + clockTime(from, clock),
    to: end + clockTime(to, clock),
  });
}
