/** The numbers at one place in the payloads of a stream, over time: what charts are made of. */
import * as v from 'valibot';

/** Most points of one series, in an answer and in a chart. */
export const MAX_SERIES_POINTS = 5_000;
/** Most series that a window follows at a time. */
export const MAX_FOLLOWED_SERIES = 100;
/** Most breaks that one answer tells of; the newest. */
export const MAX_SERIES_BREAKS = 500;

const epochMs = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const name = v.pipe(v.string(), v.maxLength(1_024));

/** Which numbers: of which events, and where in their payloads. */
export const seriesSchema = v.object({
  sourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** Only events of this very channel; null for all. */
  channel: v.nullable(name),
  /** Only events of this type; null for all. */
  type: v.nullable(name),
  /**
   * Keys from the root of the payload to the number; none for a payload that is a number. A digit is also the index of an
   * array; an array that the path does not name an index of is passed through, and its first number counts.
   */
  path: v.pipe(v.array(v.pipe(v.string(), v.maxLength(512))), v.maxLength(32)),
  /** Whether a text that is a number (`"12.5"`) counts as one. */
  texts: v.boolean(),
});
export type Series = v.InferOutput<typeof seriesSchema>;

export const seriesRequestSchema = v.object({
  series: seriesSchema,
  /** Events that arrived from then (epoch ms) to then, `to` not included. */
  from: epochMs,
  to: epochMs,
  /** Only the newest so many numbers; null for all. */
  newest: v.nullable(whole(1, MAX_SERIES_POINTS)),
  /** Points of the answer at most: beyond that the lowest and the highest of each stretch of time stay. */
  points: whole(2, MAX_SERIES_POINTS),
});
export type SeriesRequest = v.InferOutput<typeof seriesRequestSchema>;

/** A time without a connection, epoch ms. */
export interface SeriesBreak {
  readonly from: number;
  readonly to: number;
}

/** Points by time, oldest first; one number of each array belongs to one point. */
export interface SeriesPoints {
  /** When the event arrived, epoch ms. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The `seq` of the event. */
  readonly seqs: Float64Array;
}

export interface SeriesAnswer extends SeriesPoints {
  /** Numbers that were found; more than there are points when they were thinned. */
  readonly numbers: number;
  /** Events of this kind in that time. */
  readonly events: number;
  /** Those that hold a text there that is a number, where texts do not count. */
  readonly asTexts: number;
  /** Of all numbers; null when there are none. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** When the source had no connection, oldest first. */
  readonly breaks: readonly SeriesBreak[];
  /** Events up to this one have been looked at: what comes is `after` it. */
  readonly seq: number;
}

export const seriesTailSchema = v.object({
  /** Events after this `seq`. */
  after: v.pipe(v.number(), v.integer(), v.minValue(0)),
  series: v.pipe(v.array(seriesSchema), v.maxLength(MAX_FOLLOWED_SERIES)),
});
export type SeriesTailRequest = v.InferOutput<typeof seriesTailSchema>;

/** What has arrived since. */
export interface SeriesTail {
  readonly seq: number;
  /** More arrived than is at hand: ask for the whole of each series again. */
  readonly behind: boolean;
  /** In the order of the request; `breaks` of its source, newly ended ones. */
  readonly series: readonly SeriesAnswer[];
}

/** Longest text of a chart as a table, UTF-16 code units; largest picture of one, bytes. */
export const MAX_CHART_TEXT = 16 * 1024 * 1024;
export const MAX_CHART_BYTES = 16 * 1024 * 1024;

/** A chart to be saved. */
export const chartFileSchema = v.object({
  /** Of the file, without its ending. What a file system does not take is left out. */
  name: v.pipe(v.string(), v.maxLength(200)),
  content: v.variant('format', [
    v.object({ format: v.literal('csv'), text: v.pipe(v.string(), v.maxLength(MAX_CHART_TEXT)) }),
    v.object({
      format: v.literal('png'),
      bytes: v.pipe(
        v.instance(Uint8Array),
        v.check((bytes) => bytes.byteLength <= MAX_CHART_BYTES, 'at most 16 MiB'),
      ),
    }),
  ]),
});
export type ChartFile = v.InferOutput<typeof chartFileSchema>;
