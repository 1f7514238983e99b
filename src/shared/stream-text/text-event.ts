import * as v from 'valibot';

/** What the window is sent of an event so that texts can be joined from many. */
export interface TextEvent {
  readonly seq: number;
  /** Epoch ms when it was read. */
  readonly at: number;
  /** `break`: the connection ended or came back here; it has no data. */
  readonly kind: 'event' | 'break';
  readonly type: string;
  readonly channel: string;
  /** At most `TEXT_EVENT_LIMIT` characters of the payload. */
  readonly data: string;
  /** `data` was longer. */
  readonly cut?: true;
}

/** Events of one source in order, oldest first. */
export interface TextPage {
  readonly events: readonly TextEvent[];
  /** Of the source, nothing up to this number is still to come; what is asked for next comes after it. */
  readonly through: number;
  /** There is more in the direction that was asked for. */
  readonly more: boolean;
}

/** Longest payload that is sent for joining, in UTF-16 code units. */
export const TEXT_EVENT_LIMIT = 1_048_576;
/** Most payload in one page; it has at least one event. */
export const TEXT_PAGE_LIMIT = 4 * 1_048_576;
/** Most events in one page. */
export const MAX_TEXT_EVENTS = 2_000;

/** What the window asks for of one source. */
export const textQuestionSchema = v.object({
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** Only this channel and everything below it; null for all. */
  channel: v.nullable(v.pipe(v.string(), v.maxLength(1_024))),
  /** The events after this number, oldest first; null for those next to `before`. */
  after: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** The newest events before this number; null with `after` null for the newest of all. */
  before: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TEXT_EVENTS)),
  /** With `after`: when there is nothing yet, the answer comes when something arrives, or empty after a while. */
  wait: v.optional(v.boolean(), false),
});
export type TextQuestion = v.InferOutput<typeof textQuestionSchema>;
