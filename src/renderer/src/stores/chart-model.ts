import * as v from 'valibot';
import { seriesSchema, type Series } from '@shared/series';
import { HUES, type Hue } from './type-hues';

export const MAX_CHARTS = 12;
export const MAX_CHART_SERIES = 8;

/** How much time charts show, ms; `all`: from the first number to the last. */
export const CHART_SPANS = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 6 * 3_600_000,
  '24h': 86_400_000,
  all: null,
} as const;
export type ChartSpan = keyof typeof CHART_SPANS;
export const CHART_SPAN_IDS = Object.keys(CHART_SPANS) as ChartSpan[];

const chartSeriesSchema = v.object({ ...seriesSchema.entries, hue: v.picklist(HUES) });
/** One line of a chart. */
export type ChartSeries = Readonly<v.InferOutput<typeof chartSeriesSchema>>;

const chartSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  series: v.pipe(v.array(chartSeriesSchema), v.minLength(1), v.maxLength(MAX_CHART_SERIES)),
  /** A logarithmic scale of values. */
  log: v.boolean(),
  /** A value holds until the next one. */
  step: v.boolean(),
});
export interface Chart extends Readonly<Omit<v.InferOutput<typeof chartSchema>, 'series'>> {
  readonly series: readonly ChartSeries[];
}

const rememberedSchema = v.object({
  charts: v.pipe(v.array(chartSchema), v.maxLength(MAX_CHARTS)),
  span: v.picklist(CHART_SPAN_IDS),
  collapsed: v.boolean(),
});
/** What a window remembers of its charts. */
export interface RememberedCharts extends Readonly<Omit<v.InferOutput<typeof rememberedSchema>, 'charts'>> {
  readonly charts: readonly Chart[];
}

export const NO_CHARTS: RememberedCharts = { charts: [], span: '5m', collapsed: false };

/** What was remembered; of anything else nothing. */
export function readCharts(text: string): RememberedCharts {
  try {
    const read = v.safeParse(rememberedSchema, JSON.parse(text));
    return read.success ? read.output : NO_CHARTS;
  } catch {
    return NO_CHARTS;
  }
}

/** Tells series apart: the same key, the same numbers. */
export function seriesKey({ sourceId, channel, type, path, texts }: Series): string {
  return JSON.stringify([sourceId, channel, type, path, texts]);
}

/** The same numbers, whether texts count among them or not. */
export const isSameSeries = (a: Series, b: Series): boolean =>
  seriesKey({ ...a, texts: false }) === seriesKey({ ...b, texts: false });

/** A hue that no other line of the chart has; the wished for one where it is free. */
export function freeHue(taken: readonly ChartSeries[], wish: Hue): Hue {
  const used = new Set(taken.map(({ hue }) => hue));
  return used.has(wish) ? (HUES.find((hue) => !used.has(hue)) ?? wish) : wish;
}
