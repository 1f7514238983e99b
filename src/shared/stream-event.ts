import type { Transport } from './connection';
import type { Level } from './notification';

/**
 * `event`: dispatched as the standard says. `comment`: a line that starts with a colon. `gap`: our own row that
 * marks a break in the stream. `state`: our own row that says what became of the connection. `sent`: a message that went
 * out over the source's WebSocket. `finding`: our own row that says what in an event breaks its schema.
 */
// Stored by position: new ones come last.
export const EVENT_KINDS = ['event', 'comment', 'gap', 'state', 'sent', 'finding'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A break in a source's stream: written when the connection is back. */
export interface Gap {
  /** ms without a connection. */
  readonly downMs: number;
  /** The id that was sent to resume, null when none was. */
  readonly resumedFrom: string | null;
  /** `resumed`: the server was asked to go on after an id. `unknown`: no ids, events may be missing. `lost`: the server said so. */
  readonly verdict: 'resumed' | 'unknown' | 'lost';
  /** How many are missing at most, when the server said so. */
  readonly missing: number | null;
  /** A whole sentence after the source's name: "reconnected after 3.2 s, resumed from id 1041." */
  readonly sentence: string;
}

/** Everything Streamgauge receives, in one shape. Immutable once made. */
export interface StreamEvent {
  /** Position in the order of arrival over all sources: 1, 2, 3… without holes. */
  readonly seq: number;
  readonly kind: EventKind;
  readonly sourceId: string;
  readonly transport: Transport;
  /** Epoch ms when the last byte of the frame was read. */
  readonly receivedAt: number;
  /** Event type as dispatched, `message` when the frame names none; for all that is no event `''`. */
  readonly type: string;
  /** The id this very frame set, null when it set none; of a finding the number of the event that it is about. */
  readonly id: string | null;
  /** The id that would be sent on reconnect after this event. */
  readonly lastEventId: string;
  readonly channel: string;
  /** The exact string a client would be given; for comments their text; for states and findings a whole sentence. */
  readonly data: string;
  /**
   * The frame exactly as received, with its line ends and final blank line. Of a blank line that ends in CR LF the LF is
   * missing when it came in a later chunk: an event is not held back to wait for it.
   */
  readonly raw: Uint8Array;
  readonly level: Level | null;
  readonly gap: Gap | null;
}

/** What a source hands on before a sequence number is given. */
export type NewStreamEvent = Omit<StreamEvent, 'seq'>;

/**
 * The summary of an event that crosses IPC for a table row. `missing`: the event passed by while the disk could not keep
 * up, or was let go while the row was on its way; only `seq` says anything.
 */
export interface EventRow {
  readonly seq: number;
  readonly kind: EventKind | 'missing';
  readonly sourceId: string;
  readonly receivedAt: number;
  readonly type: string;
  readonly id: string | null;
  readonly channel: string;
  /** At most `PREVIEW_LENGTH` characters of `data`. */
  readonly preview: string;
  /** Bytes of the raw frame. */
  readonly size: number;
  readonly level: Level | null;
  readonly gap: Gap | null;
  /** What is wrong with it, of what the table marks; absent when nothing is. */
  readonly problem?: EventProblem;
  /**
   * What the payload has at the paths that were asked for (`columns` of `FeedRequest`), by path; absent while none are, and
   * for what has no payload. A path is left out where the payload has nothing there.
   */
  readonly values?: FieldValues;
  /** It matches the view's mark (a query that highlights instead of filtering, a join key). */
  readonly marked?: true;
}

/**
 * Values by the path that leads to them, each cut to `FIELD_VALUE_LENGTH` characters. A text stands behind one `"`, without
 * escapes and end; numbers, literals, objects and arrays stand as they were sent. `''`: nothing was found as far as anybody
 * looked (`FIELD_REACH`), and there is more.
 */
export type FieldValues = Readonly<Record<string, string>>;
export const FIELD_VALUE_LENGTH = 200;
/** So much of a payload is looked through for fields, UTF-16 code units. */
export const FIELD_REACH = 256 * 1_024;

/**
 * `not-json`: starts like JSON (`{`, `[`) and is none. `bad-utf8`: bytes that are no UTF-8 came as U+FFFD. `cut`: longer than
 * the window shows (`DETAIL_LIMIT_BYTES`).
 */
export const EVENT_PROBLEMS = ['not-json', 'bad-utf8', 'cut'] as const;
export type EventProblem = (typeof EVENT_PROBLEMS)[number];

export const PREVIEW_LENGTH = 240;

/** All of one event, asked for when it is opened. */
export interface EventDetail extends EventRow {
  readonly kind: EventKind;
  readonly transport: Transport;
  /** When the payload says that it happened, epoch ms; null when it does not. */
  readonly eventTime: number | null;
  readonly lastEventId: string;
  readonly data: string;
  readonly raw: Uint8Array;
  /** True when `data` or `raw` were cut to `DETAIL_LIMIT_BYTES`. */
  readonly truncated: boolean;
}

/**
 * Most of one event that is sent to the window, in bytes (data and raw each): as much as a source takes, so that only what was
 * imported can be longer.
 */
export const DETAIL_LIMIT_BYTES = 16 * 1024 * 1024;
