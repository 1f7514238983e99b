import { Buffer } from 'node:buffer';
import { DETAIL_LIMIT_BYTES, PREVIEW_LENGTH } from '@shared/stream-event';
import type { EventDetail, EventRow, StreamEvent } from '@shared/stream-event';
import { payloadTime } from '@shared/payload-time';
import { cutText } from '@shared/text';
import { firstProblem, problemsOf } from './event-problem';
import type { PayloadValues } from './payload-values';

/**
 * Most characters of a type, id or channel in a row, and the longest that a filter can name
 * (`viewFilterSchema`). Without it a hostile megabyte of event type would cross IPC with every row.
 */
export const ROW_NAME_LENGTH = 1_024;
/** The same for the one event that is open. */
const DETAIL_NAME_LENGTH = 65_536;

/**
 * The summary of an event for a table row.
 *
 * @param columns finds the values of the payload that the row has to have, if any
 */
export function toEventRow(event: StreamEvent, columns: Pick<PayloadValues, 'of'> | null = null): EventRow {
  const problem = firstProblem(problemsOf(event));
  return {
    seq: event.seq,
    kind: event.kind,
    sourceId: event.sourceId,
    receivedAt: event.receivedAt,
    type: cutText(event.type, ROW_NAME_LENGTH),
    id: event.id === null ? null : cutText(event.id, ROW_NAME_LENGTH),
    channel: cutText(event.channel, ROW_NAME_LENGTH),
    preview: cutText(event.data, PREVIEW_LENGTH),
    size: event.raw.byteLength,
    level: event.level,
    gap: event.gap,
    ...(problem && { problem }),
    ...(columns &&
      hasPayload(event.kind) && { values: problem === 'not-json' ? {} : columns.of(event.data) }),
  };
}

/** Whether the data of a row of this kind came or went as a payload, and is no text about the stream. */
export const hasPayload = (kind: EventRow['kind']): boolean => kind === 'event' || kind === 'sent';

/** All of an event for the inspector; data and raw are each cut to `DETAIL_LIMIT_BYTES`. */
export function toEventDetail(event: StreamEvent): EventDetail {
  const data = cutToBytes(event.data, DETAIL_LIMIT_BYTES);
  const names = [event.type, event.id ?? '', event.channel, event.lastEventId];
  return {
    ...toEventRow(event),
    kind: event.kind,
    type: cutText(event.type, DETAIL_NAME_LENGTH),
    id: event.id === null ? null : cutText(event.id, DETAIL_NAME_LENGTH),
    channel: cutText(event.channel, DETAIL_NAME_LENGTH),
    transport: event.transport,
    eventTime: event.kind === 'event' ? payloadTime(event.data) : null,
    lastEventId: cutText(event.lastEventId, DETAIL_NAME_LENGTH),
    data,
    // A copy: serialising a view would send the whole chunk of the socket behind it.
    raw: new Uint8Array(event.raw.subarray(0, DETAIL_LIMIT_BYTES)),
    truncated:
      data.length < event.data.length ||
      event.raw.byteLength > DETAIL_LIMIT_BYTES ||
      names.some((name) => name.length > DETAIL_NAME_LENGTH),
  };
}

/** The longest start of a text that takes at most `limit` bytes in UTF-8, cut between characters. */
function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit || Buffer.byteLength(text) <= limit) return text;
  // Never more code units than bytes, so this much text is enough to fill the limit.
  const bytes = Buffer.from(text.slice(0, limit));
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
