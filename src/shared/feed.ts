/**
 * The live feed: what travels over the MessagePort between the main process and one window.
 *
 * The window never holds the stream. The main process keeps a filtered view over the whole history; the window
 * says what it looks at and gets at most one `update` a frame, and none before it acknowledged the last one.
 *
 * Positions count the events that pass the filter (`view`). They are stable: 0 lies somewhere near the end of what was there
 * when the view was made; what is older has negative positions, so that rows show at once while the history is still being
 * searched from its newest event to its oldest (`first` falls meanwhile), and nothing is renumbered when events arrive
 * (`end` grows) or leave (`first` grows).
 */
import * as v from 'valibot';
import { QUERY_LENGTH_LIMIT } from './query/limits';
import type { EventRow } from './stream-event';
import { fieldPathSchema, MAX_FIELD_COLUMNS } from './table-layout';

const position = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const epochMs = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/** Most seconds and most columns of a histogram that a window asks for. */
export const MAX_HISTOGRAM_BUCKETS = 2_000;

/** Most channels that a filter asks for beside the first, and that it leaves out. */
export const MAX_MORE_CHANNELS = 100;
const MAX_MUTED_CHANNELS = 500;

export const viewFilterSchema = v.object({
  /** Only these sources; empty for all. */
  sources: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(200)),
  /** Only this channel and everything below it (`orders` takes `orders/eu`); null for all. */
  channel: v.nullable(v.pipe(v.string(), v.maxLength(1_024))),
  /** Beside `channel`, likewise; without one they say nothing. */
  moreChannels: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_024))), v.maxLength(MAX_MORE_CHANNELS)),
    [],
  ),
  /**
   * Channels, each with everything below it, whose events stay out unless `channel` asks for them: of one source, or of every
   * source when `sourceId` is `''`. `channel` is `''` for all that a source sends.
   */
  mutedChannels: v.optional(
    v.pipe(
      v.array(
        v.object({
          sourceId: v.pipe(v.string(), v.maxLength(64)),
          channel: v.pipe(v.string(), v.maxLength(1_024)),
        }),
      ),
      v.maxLength(MAX_MUTED_CHANNELS),
    ),
    [],
  ),
  /** Only these types; empty for all. */
  types: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_024))), v.maxLength(200)),
  excludedTypes: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_024))), v.maxLength(200)),
  /** Query text (`@shared/query/parse`); empty for none. One that cannot be read matches nothing. */
  query: v.pipe(v.string(), v.maxLength(QUERY_LENGTH_LIMIT)),
  /** Only what arrived in this time, epoch ms, `to` not included (the brush of the hydrograph); null for ever. */
  range: v.nullable(v.object({ from: epochMs, to: epochMs })),
  /** Comments (heartbeats) as rows of their own. Gap rows always show. */
  comments: v.boolean(),
  /** What became of connections, as rows of their own. */
  states: v.boolean(),
});
export type ViewFilter = v.InferOutput<typeof viewFilterSchema>;

export const EMPTY_FILTER: ViewFilter = {
  sources: [],
  channel: null,
  moreChannels: [],
  mutedChannels: [],
  types: [],
  excludedTypes: [],
  query: '',
  range: null,
  comments: false,
  states: false,
};

/** Most rows in one message. */
export const MAX_WINDOW_ROWS = 400;

/** From the window. */
export const feedRequestSchema = v.variant('kind', [
  /** Makes a new view. Everything that is answered before `update.view === view` is of an older one. */
  v.object({ kind: v.literal('view'), view: count, filter: viewFilterSchema }),
  /** Query text whose matches are `marked` from now on in the same view; empty for none. */
  v.object({
    kind: v.literal('mark'),
    view: count,
    query: v.pipe(v.string(), v.maxLength(QUERY_LENGTH_LIMIT)),
  }),
  /**
   * Paths of the payload (`readFieldPath`) whose values come with the rows of the same view from now on; none for none. What
   * the window already has it asks for again.
   */
  v.object({
    kind: v.literal('columns'),
    view: count,
    paths: v.pipe(v.array(fieldPathSchema), v.maxLength(MAX_FIELD_COLUMNS)),
  }),
  /** Rows wanted with each update at the tail (0 when not following). */
  v.object({ kind: v.literal('follow'), rows: v.pipe(count, v.maxValue(MAX_WINDOW_ROWS)) }),
  /** Rows anywhere. Answered by `rows`. */
  v.object({
    kind: v.literal('rows'),
    view: count,
    from: position,
    count: v.pipe(count, v.maxValue(MAX_WINDOW_ROWS)),
  }),
  /** The update with this number is on the screen. */
  v.object({ kind: v.literal('ack'), number: count }),
  /**
   * Where in the view is the event with this `seq`? Answered by `found`, as soon as the search has come that far. With
   * `nearest`, an event that is not in the view is answered with the first one after it, or else the last one before it.
   */
  v.object({
    kind: v.literal('find'),
    view: count,
    seq: position,
    nearest: v.optional(v.boolean(), false),
  }),
  /**
   * The nearest gap, error, marked row or event of a channel (`of`) before/after a position. Answered by `found`.
   */
  v.object({
    kind: v.literal('seek'),
    view: count,
    from: position,
    direction: v.picklist(['previous', 'next']),
    what: v.picklist(['gap', 'error', 'marked', 'channel']),
    of: v.optional(
      v.object({
        sourceId: v.pipe(v.string(), v.maxLength(64)),
        channel: v.pipe(v.string(), v.maxLength(1_024)),
      }),
    ),
  }),
  /** Matching events over any time of the history, in columns of equal length. Answered by `histogram`. */
  v.object({
    kind: v.literal('histogram'),
    view: count,
    from: epochMs,
    to: epochMs,
    buckets: v.pipe(count, v.minValue(1), v.maxValue(MAX_HISTOGRAM_BUCKETS)),
  }),
]);
export type FeedRequest = v.InferOutput<typeof feedRequestSchema>;

export interface TypeCount {
  readonly type: string;
  /** Events of this type in the history that pass the filter apart from its type part. */
  readonly count: number;
}

/** One second of the hydrograph. */
export interface RateBucket {
  /** Epoch second. */
  readonly second: number;
  readonly events: number;
  readonly errors: number;
}

/** From the main process. */
export type FeedMessage =
  | {
      readonly kind: 'update';
      readonly number: number;
      readonly view: number;
      /** First position that is known and still there, and the one after the last. */
      readonly first: number;
      readonly end: number;
      /** How far the search of the history is; null when it is complete. */
      readonly search: { readonly looked: number; readonly of: number } | null;
      /** The last rows, when following: they end at `end`. */
      readonly tail: readonly EventRow[];
      /** Counters over everything, filter or not. */
      readonly totals: HistoryTotals;
      /** Sent when they changed, at most four times a second; largest first, at most 200. */
      readonly types?: readonly TypeCount[];
      /** Matching events by second, oldest first: all `RATE_SECONDS` after a new view, later only the changed ones. */
      readonly rate?: readonly RateBucket[];
      readonly rateReset?: boolean;
    }
  | {
      readonly kind: 'rows';
      readonly view: number;
      readonly from: number;
      readonly rows: readonly EventRow[];
    }
  /** The view does not hold any more (events in the midst of it were taken out or came back): make it anew. */
  | { readonly kind: 'stale'; readonly view: number }
  | {
      readonly kind: 'histogram';
      readonly view: number;
      /** Epoch ms. */
      readonly from: number;
      readonly to: number;
      /** Oldest first. */
      readonly events: readonly number[];
      readonly errors: readonly number[];
      /** When the first and the last event that match arrived, anywhere in the history, epoch ms; null without any. */
      readonly extent: { readonly from: number; readonly to: number } | null;
    }
  | {
      readonly kind: 'found';
      readonly view: number;
      readonly position: number | null;
      readonly seq: number | null;
    };

/** Seconds that the hydrograph looks back. */
export const RATE_SECONDS = 150;

/** Counters over everything, filter or not. */
export interface HistoryTotals {
  /** Events of all kinds since the app started. */
  readonly received: number;
  /** In the history and in what waits to be written, from earlier runs as well. */
  readonly stored: number;
  /** Let go by the limits of the history since the app started. */
  readonly evicted: number;
  /** Received and shown, but not kept: the disk was slower than the streams, or took nothing. */
  readonly dropped: number;
}

/** Counted once a second for one source. */
export interface SourceRate {
  readonly sourceId: string;
  readonly events: number;
  /** Events and bytes per second, over the last second. */
  readonly rate: number;
  readonly byteRate: number;
  /** The last 20 seconds, oldest first. */
  readonly spark: readonly number[];
  /** Epoch ms of the first and the last event, comments left out; null before the first. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Raw frames by size: how many have less than 2^(i+5) bytes and not less than half of that; the last takes the rest. */
  readonly sizes: readonly number[];
}

/** How many sizes are told apart: under 32 B, under 64 B, … */
export const SIZE_CLASSES = 16;

/** Counted once a second for one channel of one source. */
export interface ChannelRate {
  readonly sourceId: string;
  readonly channel: string;
  readonly events: number;
  /** Events and bytes per second, over the last second. */
  readonly rate: number;
  readonly byteRate: number;
  /** Epoch ms; null when it was in an earlier run and is not known. */
  readonly firstAt: number | null;
  readonly lastAt: number;
  /** Of the newest event. */
  readonly last: LastValue;
  /** As with `SourceRate`, of this run; left out before its first event. */
  readonly sizes?: readonly number[];
}

/** The newest event of a channel, in short. */
export interface LastValue {
  readonly seq: number;
  readonly type: string;
  /** At most `LAST_VALUE_LENGTH` characters of the payload. */
  readonly preview: string;
}
export const LAST_VALUE_LENGTH = 120;

/** Counted once a second for one type of one source. */
export interface TypeRate {
  readonly sourceId: string;
  readonly type: string;
  readonly events: number;
  readonly rate: number;
  readonly byteRate: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Pushed once a second while anything changes. Only changed channels are in it. */
export interface Rates {
  readonly sources: readonly SourceRate[];
  readonly channels: readonly ChannelRate[];
  /** Only changed ones, as with channels; at most `MAX_TYPES` are told apart, the rest are left out. */
  readonly types: readonly TypeRate[];
  /** Everything is in it: channels and types that are not are gone. */
  readonly reset?: true;
  /** Channels that are counted together as `(more)` because there are more than `MAX_CHANNELS`. */
  readonly channelsFolded: number;
  /** All sources: the last 40 seconds, oldest first. */
  readonly spark: readonly number[];
}

export const MAX_CHANNELS = 5_000;
export const MAX_TYPES = 500;
