/**
 * The live feed: what travels over the MessagePort between the main process and one window.
 *
 * The window never holds the stream. The main process keeps a filtered view over the event buffer; the window
 * says what it looks at and gets at most one `update` a frame, and none before it acknowledged the last one.
 *
 * Positions count the events that passed the filter since the view was made (`view`), from 0. They are stable:
 * when old events leave the buffer `first` grows, nothing is renumbered.
 */
import * as v from 'valibot';
import type { EventRow } from './stream-event';

const position = v.pipe(v.number(), v.integer(), v.minValue(0));

export const viewFilterSchema = v.object({
  /** Only these sources; empty for all. */
  sources: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(200)),
  /** Only this channel and everything below it (`orders` takes `orders/eu`); null for all. */
  channel: v.nullable(v.pipe(v.string(), v.maxLength(1_024))),
  /** Only these types; empty for all. */
  types: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_024))), v.maxLength(200)),
  excludedTypes: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_024))), v.maxLength(200)),
  /** Case-insensitive text in data, type, channel or id; empty for none. */
  text: v.pipe(v.string(), v.maxLength(500)),
  /** Comments (heartbeats) as rows of their own. Gap rows always show. */
  comments: v.boolean(),
});
export type ViewFilter = v.InferOutput<typeof viewFilterSchema>;

export const EMPTY_FILTER: ViewFilter = {
  sources: [],
  channel: null,
  types: [],
  excludedTypes: [],
  text: '',
  comments: false,
};

/** Most rows in one message. */
export const MAX_WINDOW_ROWS = 400;

/** From the window. */
export const feedRequestSchema = v.variant('kind', [
  /** Makes a new view. Everything that is answered before `update.view === view` is of an older one. */
  v.object({ kind: v.literal('view'), view: position, filter: viewFilterSchema }),
  /** Rows wanted with each update at the tail (0 when not following). */
  v.object({ kind: v.literal('follow'), rows: v.pipe(position, v.maxValue(MAX_WINDOW_ROWS)) }),
  /** Rows anywhere. Answered by `rows`. */
  v.object({
    kind: v.literal('rows'),
    view: position,
    from: position,
    count: v.pipe(position, v.maxValue(MAX_WINDOW_ROWS)),
  }),
  /** The update with this number is on the screen. */
  v.object({ kind: v.literal('ack'), number: position }),
  /** Where in the view is the event with this `seq`? Answered by `found`. */
  v.object({ kind: v.literal('find'), view: position, seq: position }),
  /** The nearest gap or error row before/after a position. Answered by `found`. */
  v.object({
    kind: v.literal('seek'),
    view: position,
    from: position,
    direction: v.picklist(['previous', 'next']),
    what: v.picklist(['gap', 'error']),
  }),
]);
export type FeedRequest = v.InferOutput<typeof feedRequestSchema>;

export interface TypeCount {
  readonly type: string;
  /** Events of this type in the buffer that pass the filter apart from its type part. */
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
      /** First position still in the buffer, and the one after the last. */
      readonly first: number;
      readonly end: number;
      /** The last rows, when following: they end at `end`. */
      readonly tail: readonly EventRow[];
      /** Counters over everything, filter or not. */
      readonly totals: BufferTotals;
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
  | {
      readonly kind: 'found';
      readonly view: number;
      readonly position: number | null;
      readonly seq: number | null;
    };

/** Seconds that the hydrograph looks back. */
export const RATE_SECONDS = 150;

export interface BufferTotals {
  readonly received: number;
  readonly stored: number;
  readonly evicted: number;
  readonly bytes: number;
  readonly limitEvents: number;
  readonly limitBytes: number;
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
}

/** Counted once a second for one channel of one source. */
export interface ChannelRate {
  readonly sourceId: string;
  readonly channel: string;
  readonly events: number;
  readonly rate: number;
  /** Epoch ms. */
  readonly lastAt: number;
}

/** Pushed once a second while anything changes. Only changed channels are in it. */
export interface Rates {
  readonly sources: readonly SourceRate[];
  readonly channels: readonly ChannelRate[];
  /** Channels that are counted together as `(more)` because there are more than `MAX_CHANNELS`. */
  readonly channelsFolded: number;
  /** All sources: the last 40 seconds, oldest first. */
  readonly spark: readonly number[];
}

export const MAX_CHANNELS = 5_000;
