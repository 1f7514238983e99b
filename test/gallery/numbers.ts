/** Numbers for the stories of charts: what a series answers follows from the first key of its path. */
import { StreamgaugeError } from '@shared/errors';
import type { Series, SeriesAnswer, SeriesBreak, SeriesPoints } from '@shared/series';
import { STILL_MS } from './still';
import { answer } from './with-stores';

const MINUTES = 5;
const SPAN_MS = MINUTES * 60_000;

/** So many numbers over the last five minutes, the last one just now. */
export function pointsOf(count: number, value: (part: number) => number): SeriesPoints {
  const at = Float64Array.from({ length: count }, (_, i) => (count === 1 ? 1 : i / (count - 1)));
  return {
    times: at.map((part) => Math.round(STILL_MS - SPAN_MS * 0.98 * (1 - part))),
    values: at.map(value),
    seqs: at.map((_, i) => i + 1),
  };
}

const wave = (part: number): number =>
  Math.round((42 + 18 * Math.sin(part * 9) + 6 * Math.sin(part * 47)) * 100) / 100;
const LONG_AGO: SeriesPoints = {
  ...pointsOf(40, wave),
  times: pointsOf(40, wave).times.map((t) => t - 3_600_000),
};

/** A minute without a connection, two minutes ago. */
export const BREAK: SeriesBreak = { from: STILL_MS - 180_000, to: STILL_MS - 120_000 };
/** The same numbers with none in that minute. */
export function withBreak({ times, values, seqs }: SeriesPoints): SeriesPoints {
  const isLeft = (_: number, i: number): boolean => times[i]! < BREAK.from || times[i]! > BREAK.to;
  return { times: times.filter(isLeft), values: values.filter(isLeft), seqs: seqs.filter(isLeft) };
}

const POINTS: Readonly<Record<string, SeriesPoints>> = {
  total: pointsOf(180, wave),
  latencyMs: pointsOf(120, (part) => Math.round(18 + 9 * Math.cos(part * 7) + 4 * Math.sin(part * 61))),
  queue: pointsOf(60, (part) => Math.round(20 + 60 * part * Math.abs(Math.sin(part * 11)))),
  bytes: pointsOf(90, (part) => Math.round(10 ** (1 + 5 * part) * (1 + 0.4 * Math.sin(part * 40)))),
  gap: withBreak(pointsOf(160, wave)),
  few: pointsOf(3, (part) => 3 + 4 * part),
  single: pointsOf(1, () => 12),
  flat: pointsOf(50, () => 100),
  many: pointsOf(1_200, (part) => Math.round(wave(part) + 5 * Math.sin(part * 700))),
  old: LONG_AGO,
};
/** Where the points stand for more. */
const NUMBERS: Readonly<Record<string, number>> = { many: 48_204 };

const NOTHING = pointsOf(0, wave);

export function numbersOf({ path, texts }: Series): SeriesAnswer {
  const name = path[0] ?? '';
  const asTexts = name === 'price' && !texts;
  const points = POINTS[name] ?? (name === 'none' || asTexts ? NOTHING : POINTS['total']!);
  const { values } = points;
  return {
    ...points,
    numbers: NUMBERS[name] ?? values.length,
    events: asTexts ? 96 : name === 'none' ? 240 : values.length,
    asTexts: asTexts ? 96 : 0,
    lowest: values.length === 0 ? null : Math.min(...values),
    highest: values.length === 0 ? null : Math.max(...values),
    breaks: name === 'gap' ? [BREAK] : [],
    seq: 1_000,
  };
}

/** `loading` is under way for ever, `failed` fails. */
export function answerNumbers(): void {
  answer({
    'history.series': ({ series }) => {
      if (series.path[0] === 'loading') return new Promise(() => undefined);
      if (series.path[0] === 'failed')
        throw new StreamgaugeError(
          'history-read',
          'The history could not be read: the disk does not answer.',
          {
            hint: 'Look at the disk, then try again.',
          },
        );
      return numbersOf(series);
    },
  });
}

export const series = (...path: string[]): Series => ({
  sourceId: 'orders',
  channel: 'orders/eu',
  type: 'order.paid',
  path,
  texts: false,
});

/** A name as long and as nasty as a stream can send it. */
export const HOSTILE = series(
  'order',
  'lines\u202e\u0007<img src=x>',
  '0',
  'aVeryLongKeyThatSomebodyThoughtOfOnAFridayAfternoonBeforeTheHolidays',
);
