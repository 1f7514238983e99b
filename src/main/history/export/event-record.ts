import { TRANSPORTS, type Transport } from '@shared/connection';
import { LEVELS, type Level } from '@shared/notification';
import {
  EVENT_KINDS,
  type EventKind,
  type Gap,
  type NewStreamEvent,
  type StreamEvent,
} from '@shared/stream-event';
import { canonicalFrame, type FrameParts } from './canonical-frame';
import { isoTime } from './iso-time';

/** Of the schema below; a file of a higher one is refused. */
export const EVENTS_FILE_VERSION = 1;

/**
 * The first line of an NDJSON file of events. Every line after it is an `EventRecord`. Unknown fields are passed over, so
 * that fields can be added without a new version.
 */
export interface EventsFileHeader {
  readonly streamgauge: 'events';
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  /** Whether secrets were taken out. */
  readonly redacted: boolean;
  /** The sources that events name by `sourceId`, as far as they are known. */
  readonly sources: readonly { readonly id: string; readonly name: string; readonly url?: string }[];
}

/** One event, a line of an NDJSON file. What is left out has the default value. */
export interface EventRecord {
  /** Order of arrival. */
  readonly seq?: number;
  readonly kind: EventKind;
  readonly source: string;
  readonly transport: Transport;
  /** Epoch ms. */
  readonly receivedAt: number;
  /** The same for people: ISO 8601, UTC. Not read. */
  readonly time: string;
  /** Default `message` for events, `''` for all else. */
  readonly type?: string;
  /** Default null. */
  readonly id?: string;
  /** Default: the id, and `''` without one. */
  readonly lastEventId?: string;
  /** Default `''`. */
  readonly channel?: string;
  /** Default null. */
  readonly level?: Level;
  readonly data: string;
  readonly gap?: Gap;
  /**
   * How the frame as received can be made again. Default: it is the canonical one (`canonicalFrame`). `plain`: the same
   * without its `channel`. `data`: it is the data alone, as a message of a WebSocket is. Otherwise it is told in `raw`, or in `rawBase64` when it is no UTF-8; empty stands for none.
   */
  readonly frame?: 'plain' | 'data';
  readonly raw?: string;
  readonly rawBase64?: string;
}

const VERDICTS: readonly Gap['verdict'][] = ['resumed', 'unknown', 'lost'];
/** Largest time a `Date` can hold, ms either way. */
const MAX_TIME = 8.64e15;

/** A record that is being filled in. */
type Draft = { -readonly [K in keyof EventRecord]?: EventRecord[K] };

export function recordOf(event: NewStreamEvent | StreamEvent): EventRecord {
  const { kind, type, id, lastEventId, channel, level, data, gap, receivedAt } = event;
  // Field by field: putting it together of parts costs six times as much.
  const record: Draft = {};
  if ('seq' in event) record.seq = event.seq;
  record.kind = kind;
  record.source = event.sourceId;
  record.transport = event.transport;
  record.receivedAt = receivedAt;
  record.time = isoTime(receivedAt);
  if (type !== defaultType(kind)) record.type = type;
  if (id !== null) record.id = id;
  if (lastEventId !== (id ?? '')) record.lastEventId = lastEventId;
  if (channel !== '') record.channel = channel;
  if (level !== null) record.level = level;
  record.data = data;
  if (gap) record.gap = gap;
  tellFrame(event, record);
  return record as EventRecord;
}

/** Null when the value is no event. */
export function eventOfRecord(value: Readonly<Record<string, unknown>>): NewStreamEvent | null {
  const { source, receivedAt, data } = value;
  const kind = EVENT_KINDS.find((one) => one === value.kind);
  const transport = TRANSPORTS.find((one) => one === value.transport);
  if (!kind || !transport || typeof source !== 'string' || typeof data !== 'string') return null;
  if (typeof receivedAt !== 'number' || !(Math.abs(receivedAt) <= MAX_TIME)) return null;
  const id = textOr(value.id, null);
  const gap = kind === 'gap' ? gapOf(value.gap) : null;
  if (kind === 'gap' && !gap) return null;
  const parts = {
    kind,
    sourceId: source,
    transport,
    receivedAt,
    type: textOr(value.type, defaultType(kind)),
    id,
    lastEventId: textOr(value.lastEventId, id ?? ''),
    channel: textOr(value.channel, ''),
    data,
    level: LEVELS.find((one) => one === value.level) ?? null,
    gap,
  };
  return { ...parts, raw: rawOf(value) ?? frameOf(value.frame, parts) };
}

function frameOf(how: unknown, parts: FrameParts): Uint8Array {
  if (how === 'data') return Buffer.from(parts.data);
  return how === 'plain' ? plainFrame(parts) : canonicalFrame(parts);
}

function plainFrame(event: FrameParts): Buffer {
  return canonicalFrame({ ...event, channel: '' });
}

function tellFrame(event: NewStreamEvent, record: Draft): void {
  const raw = Buffer.from(event.raw.buffer, event.raw.byteOffset, event.raw.byteLength);
  // Most sources name no channel in their frames: it comes from the address or the payload.
  if (event.channel !== '' && raw.equals(plainFrame(event))) record.frame = 'plain';
  else if (!raw.equals(canonicalFrame(event))) {
    const text = raw.toString('utf8');
    if (!Buffer.from(text).equals(raw)) record.rawBase64 = raw.toString('base64');
    else if (text !== '' && text === event.data) record.frame = 'data';
    else record.raw = text;
  }
}

function rawOf({ raw, rawBase64 }: Readonly<Record<string, unknown>>): Uint8Array | null {
  if (typeof raw === 'string') return Buffer.from(raw);
  return typeof rawBase64 === 'string' ? Buffer.from(rawBase64, 'base64') : null;
}

function gapOf(value: unknown): Gap | null {
  if (typeof value !== 'object' || value === null) return null;
  const { downMs, resumedFrom, verdict, missing, sentence } = value as Record<string, unknown>;
  const known = VERDICTS.find((one) => one === verdict);
  if (!known || !isAmount(downMs) || typeof sentence !== 'string') return null;
  return {
    downMs,
    resumedFrom: textOr(resumedFrom, null),
    verdict: known,
    missing: isAmount(missing) ? missing : null,
    sentence,
  };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function defaultType(kind: EventKind): string {
  return kind === 'event' ? 'message' : '';
}

function textOr<T extends string | null>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}
