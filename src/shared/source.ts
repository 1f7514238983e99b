import * as v from 'valibot';
import { withStandIns } from './environment';
import {
  TRANSPORTS,
  type Attempt,
  type ConnectionState,
  type RungStatus,
  type Transport,
} from './connection';
import { secretsSchema, sourceOptionsSchema, type SecretSlot, type SourceOptions } from './source-options';

/** RFC 9110 §5.6.2 token. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
/** RFC 9110 §5.5: no CR, LF, NUL or other control but TAB. */
// eslint-disable-next-line no-control-regex -- control characters are what this refuses
const HEADER_VALUE = /^[^\u0000-\u0008\u000a-\u001f\u007f]*$/u;
/** Set by the connection itself; a value from a person would break the framing or the resume. */
const RESERVED_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'expect',
  'last-event-id',
]);

/** Id of the source that follows the app's own hub. */
export const LOCAL_SOURCE_ID = 'local-demo';

export const MAX_SOURCES = 200;
export const MAX_HEADERS = 64;

/** The sentence that says what is wrong with a header name, or null. */
export function headerNameProblem(name: string): string | null {
  if (name === '') return 'The header has no name.';
  if (!HEADER_NAME.test(name))
    return `The header name ${JSON.stringify(name)} has characters that HTTP does not allow.`;
  if (RESERVED_HEADERS.has(name.toLowerCase())) return `The header ${name} is set by the connection itself.`;
  return null;
}

/** The sentence that says what is wrong with a header value, or null. The value itself is not quoted: it may be a secret. */
export function headerValueProblem(name: string, value: string): string | null {
  if (/[\r\n]/u.test(value))
    return name === ''
      ? 'The value of the header has a line break in it. Paste it again without one.'
      : `The value of ${name} has a line break in it. Paste it again without one.`;
  if (!HEADER_VALUE.test(value))
    return name === ''
      ? 'The value of the header has a control character in it.'
      : `The value of ${name} has a control character in it.`;
  // HTTP carries bytes: above U+00FF there is no agreed encoding for a header value.
  if (/[\u0100-\u{10ffff}]/u.test(value))
    return name === ''
      ? 'The value of the header has a character outside Latin-1.'
      : `The value of ${name} has a character outside Latin-1.`;
  return null;
}

const SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:']);

/** The sentence that says what is wrong with an endpoint's address, or null. */
export function urlProblem(text: string): string | null {
  if (text.trim() === '')
    return 'Enter the address of an event stream, for example https://example.com/events.';
  if (text.length > 8_192) return 'The address is longer than 8,192 characters.';
  let url: URL;
  try {
    url = new URL(withStandIns(text.trim()));
  } catch {
    return /^[a-z][a-z0-9+.-]*:/iu.test(text.trim())
      ? `${JSON.stringify(text.trim().slice(0, 80))} is not a complete address.`
      : 'Start with http://, https://, ws:// or wss://.';
  }
  if (!SCHEMES.has(url.protocol)) {
    return `${url.protocol}// is not an event stream address. Start with http://, https://, ws:// or wss://.`;
  }
  if (url.port === '0') return 'Port 0 cannot be connected to.';
  return null;
}

const header = v.object({
  name: v.pipe(
    v.string(),
    v.maxLength(256),
    v.check((name) => headerNameProblem(name) === null, 'header name'),
  ),
  value: v.pipe(v.string(), v.maxLength(16_384)),
  /** Kept encrypted and never sent to the window. */
  secret: v.boolean(),
  enabled: v.boolean(),
});

/** A token that is added to the URL's query, for endpoints that take none in a header. Always a secret. */
const queryToken = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  value: v.pipe(v.string(), v.maxLength(16_384)),
});

/** Transports in the order they are tried; one alone is pinned. */
export const transportOrderSchema = v.pipe(
  v.array(v.picklist(TRANSPORTS)),
  v.minLength(1),
  v.check((order) => new Set(order).size === order.length, 'each transport once'),
);
/** What a source is followed by unless somebody chooses. */
export const DEFAULT_TRANSPORTS: readonly Transport[] = TRANSPORTS;

export const sourceConfigSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/u)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  url: v.pipe(
    v.string(),
    v.check((text) => urlProblem(text) === null, 'url'),
  ),
  transports: v.optional(transportOrderSchema, [...DEFAULT_TRANSPORTS]),
  /** Connect when the app starts; also what pause and resume change. */
  enabled: v.optional(v.boolean(), true),
  headers: v.optional(v.pipe(v.array(header), v.maxLength(MAX_HEADERS)), []),
  queryToken: v.optional(v.nullable(queryToken), null),
  /** Send `Last-Event-ID` on reconnect. */
  resume: v.optional(v.boolean(), true),
  /** Sent on the very first connect; empty for none. */
  startFromId: v.optional(v.pipe(v.string(), v.maxLength(1_024)), ''),
  options: v.optional(sourceOptionsSchema, {}),
  /** Of the options. */
  secrets: v.optional(secretsSchema, {}),
});

/** An outbound subscription, with its secrets: lives in the main process only. */
export type SourceConfig = v.InferOutput<typeof sourceConfigSchema>;
export type SourceHeader = SourceConfig['headers'][number];

/**
 * What a person typed in the source dialog. A secret value that is left out keeps the stored one,
 * because stored secrets never reach the window.
 */
export const sourceDraftSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(120)),
  url: v.pipe(v.string(), v.maxLength(8_192)),
  transports: transportOrderSchema,
  enabled: v.boolean(),
  headers: v.pipe(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.maxLength(256)),
        value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
        secret: v.boolean(),
        enabled: v.boolean(),
      }),
    ),
    v.maxLength(MAX_HEADERS),
  ),
  queryToken: v.nullable(
    v.object({
      name: v.pipe(v.string(), v.maxLength(128)),
      value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
    }),
  ),
  resume: v.boolean(),
  startFromId: v.pipe(v.string(), v.maxLength(1_024)),
  options: sourceOptionsSchema,
  secrets: secretsSchema,
});
export type SourceDraft = v.InferOutput<typeof sourceDraftSchema>;

/** A header as the window may see it: a secret's value is replaced by a mask such as `••••4f9c`. */
export interface SourceHeaderView {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly enabled: boolean;
  /** A secret that must be entered again (kept for the last session only, or from another machine). */
  readonly missing: boolean;
}

/** A source's configuration as the window may see it. */
export interface SourceView {
  readonly id: string;
  readonly name: string;
  /** As entered; userinfo has been moved into a secret header. */
  readonly url: string;
  /** For lists and titles: secrets in the query masked. */
  readonly displayUrl: string;
  readonly transports: readonly Transport[];
  readonly enabled: boolean;
  readonly headers: readonly SourceHeaderView[];
  readonly queryToken: { readonly name: string; readonly mask: string; readonly missing: boolean } | null;
  readonly resume: boolean;
  readonly startFromId: string;
  readonly options: SourceOptions;
  /** Those that are stored, by what shows of them. */
  readonly secrets: Readonly<
    Partial<Record<SecretSlot, { readonly mask: string; readonly missing: boolean }>>
  >;
  /** True for the source that follows the app's own hub. */
  readonly local: boolean;
}

/** Everything that is counted for one source since it was added or the app started. */
export interface SourceCounters {
  readonly events: number;
  readonly comments: number;
  /** Bytes of the bodies after decompression. */
  readonly bytes: number;
  /** The same as they came over the wire, where that can be told. */
  readonly wireBytes: number;
  readonly reconnects: number;
  /** Frames dropped because their id had been seen just before a break. */
  readonly duplicates: number;
  /** U+FFFD replacements made for invalid UTF-8. */
  readonly invalidUtf8: number;
  /** Blocks cut off by the end of the stream and therefore not dispatched, as the standard says. */
  readonly incomplete: number;
  /** Events that servers no longer had after a break, where that could be told. */
  readonly missing: number;
}

/** The middle and the far end of a distribution, ms. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  /** Values it was made from: the newest 1,024 at most. */
  readonly count: number;
}

/** What is measured of one source. */
export interface SourceNumbers {
  /** Over the last 10 s. */
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly wireBytesPerSecond: number;
  /** ms from the start of the attempt to the first byte of the body; null before. */
  readonly firstByteMs: number | null;
  /** ms between events. */
  readonly arrivals: Quantiles | null;
  /** ms from the time that payloads name to their arrival, as the two clocks have it. */
  readonly latency: Quantiles | null;
  /** How far the other clock must be off, ms, for events arrive before they happen; null for no sign of it. */
  readonly clockSkewMs: number | null;
  /** Round trip of the last WebSocket ping, ms. */
  readonly roundTripMs: number | null;
}

/** The live state of a source, pushed when it changes, at most a few times a second. */
export interface SourceSnapshot {
  readonly config: SourceView;
  readonly state: ConnectionState;
  /** Its transports, in order. */
  readonly ladder: readonly RungStatus[];
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
  readonly counters: SourceCounters;
  readonly numbers: SourceNumbers;
  /** ms epoch of the next try of a higher rung, while a lower one carries the stream. */
  readonly climbAt: number | null;
  /** Other sources that this very connection serves. */
  readonly sharedWith: readonly string[];
  /** What stays true as long as it is set up like this: that certificates are not checked. */
  readonly warning: string | null;
  /** Whether messages can be sent over the connection now. */
  readonly canSend: boolean;
  readonly lastEventId: string;
  /** Why the last event id cannot be sent on reconnect (control characters, too long), or null. */
  readonly resumeProblem: string | null;
  /** Epoch ms of the last byte, comment and event; null before the first. */
  readonly lastByteAt: number | null;
  readonly lastCommentAt: number | null;
  readonly lastEventAt: number | null;
  /** Usual time between signs of life (ms), once it can be told. */
  readonly usualIntervalMs: number | null;
  /** What the server last asked for with `retry:`, as used (clamped to 500 … 3 600 000 ms). */
  readonly serverRetryMs: number | null;
}
