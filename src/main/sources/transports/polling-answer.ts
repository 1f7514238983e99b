import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { ConnectionError } from '../connection-error';
import type { ScannedEvent } from '../frame-scanner';
import { canonicalText, elementsOf, scalar, valueAt } from './polling-json';
import type { ResolvedPolling } from './polling-options';
import { isNchan, nchanId, nextLink, usableCursor, type PollingPlace } from './polling-place';
import type { PollAnswer } from './polling-request';
import type { TransportRequest } from './transport';

const MAX_ITEMS = 100_000;
const NDJSON_TYPE = /^application\/(?:x-)?(?:ndjson|jsonl|json-lines)\b/iu;

/** An item of an answer, and how the source stands after it. */
export interface PolledItem extends ScannedEvent {
  /** `retry` of our hub's events, ms. */
  readonly retry?: number;
}

/** What an answer brought. */
export interface PollNews {
  /** In the order of the answer. */
  readonly items: readonly PolledItem[];
  /** Where to go on after all of them. */
  readonly position: string;
  readonly client: string | null;
  /** Items that had been delivered before. */
  readonly known: number;
  /** U+FFFD that stand for invalid UTF-8. */
  readonly replaced: number;
}

/**
 * Reads the body of a 200. In this order: a message of nchan; our hub's answer; a list in JSON, an item an event; lines of
 * JSON; and what is none of these, as one event when it is another than before.
 * @throws ConnectionError `too-many-items`
 */
export function readAnswer(
  request: TransportRequest,
  answer: PollAnswer,
  place: PollingPlace,
  options: ResolvedPolling,
): PollNews {
  const { text, replaced } = decoded(answer.body);
  if (place.form === 'nchan' || (place.form === null && isNchan(answer))) {
    place.form = 'nchan';
    const id = nchanId(answer);
    const position = id ?? place.position;
    const items =
      text === ''
        ? []
        : [{ type: 'message', data: text, id, lastEventId: position, channel: null, raw: answer.body }];
    return { items, position, client: null, known: 0, replaced };
  }
  const isJson = parses(text);
  if (isJson && (place.form === 'hub' || place.form === null)) {
    const news = readHub(text, place);
    if (news) {
      place.form = 'hub';
      return { ...news, replaced };
    }
  }
  if (options.form === 'auto') place.form = 'generic';
  const texts = isJson ? listOf(text, options) : linesOf(text, answer.header('content-type'));
  if (texts !== null && texts.length > MAX_ITEMS) {
    throw new ConnectionError(
      'too-many-items',
      `${request.sourceName} answered a poll with more than 100,000 items.`,
      {
        remedy: 'retry',
        hint: 'Ask for less at once: many servers have a parameter such as limit.',
      },
    );
  }
  const position = cursorOf(request, answer, isJson ? text : null, options) ?? place.position;
  return { ...readItems(texts, text, position, place, options), position, client: null, replaced };
}

function readHub(text: string, place: PollingPlace): Omit<PollNews, 'replaced'> | null {
  const messages = elementsOf(valueAt(text, 'events'));
  const cursor = scalar(valueAt(text, 'cursor'));
  if (messages === null || cursor === null) return null;
  let position = place.position;
  const items = messages.map((message): PolledItem => {
    const field = (name: string): string | null => scalar(valueAt(message, name));
    const id = field('id');
    position = id ?? position;
    const retry = Number(field('retry') ?? Number.NaN);
    return {
      type: field('event') ?? 'message',
      data: field('data') ?? valueAt(message, 'data') ?? message,
      id,
      lastEventId: position,
      channel: field('channel'),
      raw: Buffer.from(message),
      ...(Number.isFinite(retry) && { retry }),
    };
  });
  return {
    items,
    position: usableCursor(cursor) ?? position,
    client: usableCursor(scalar(valueAt(text, 'client'))),
    known: 0,
  };
}

/** The elements of the list; null when there is none. */
function listOf(text: string, { itemsPath = '' }: ResolvedPolling): string[] | null {
  return elementsOf(valueAt(text, itemsPath));
}

/** Lines, when the answer says that it has some, or when each of several is JSON of its own. */
function linesOf(text: string, contentType: string | null): string[] | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (NDJSON_TYPE.test(contentType ?? '')) return lines;
  return lines.length > 1 && lines.every((line) => /^[[{]/u.test(line) && parses(line)) ? lines : null;
}

function cursorOf(
  request: TransportRequest,
  { header }: PollAnswer,
  json: string | null,
  { cursor }: ResolvedPolling,
): string | null {
  if (!cursor) return null;
  if (cursor.from === 'link') return nextLink(header('link'), new URL(request.url), request);
  if (cursor.from === 'header') return usableCursor(header(cursor.name));
  return json === null ? null : usableCursor(scalar(valueAt(json, cursor.path)));
}

function readItems(
  texts: string[] | null,
  whole: string,
  position: string,
  place: PollingPlace,
  { idPath, keyOrderMatters }: ResolvedPolling,
): Pick<PollNews, 'items' | 'known'> {
  const all = texts ?? (whole.trim() === '' ? [] : [whole]);
  const ids = all.map((text) =>
    texts === null || idPath === undefined || !parses(text) ? null : scalar(valueAt(text, idPath)),
  );
  const spelled = keyOrderMatters ? (text: string): string => text : comparable;
  // An item that is listed twice is two items: the how-manieth it is belongs to its mark.
  const times = new Map<string, number>();
  const marks = all.map((text, i) => {
    const id = ids[i] ?? null;
    if (id !== null) return `i${hash(id)}`;
    const mark = hash(spelled(text));
    const nth = (times.get(mark) ?? 0) + 1;
    times.set(mark, nth);
    return `${texts === null ? 'w' : 'h'}${mark}#${nth}`;
  });
  // Only the last whole answer counts: one that comes back after another has changed.
  if (texts === null) {
    const mark = marks[0];
    if (mark === undefined || mark === place.lastWhole) return { items: [], known: marks.length };
    place.lastWhole = mark;
  }
  const fresh = place.seen.news(marks);
  // The server said where to go on, and was asked from there: what it says twice it means twice.
  const isNew = (i: number): boolean => texts === null || fresh[i]! || (ids[i] === null && place.moved);
  const before = place.position;
  const items: PolledItem[] = [];
  all.forEach((text, i) => {
    if (!isNew(i)) return;
    const raw = Buffer.from(text);
    items.push({ type: 'message', data: text, id: ids[i] ?? null, lastEventId: before, channel: null, raw });
  });
  // Cut short in between, the whole page is asked for again.
  const last = items.pop();
  if (last) items.push({ ...last, lastEventId: position });
  return { items, known: all.length - items.length };
}

function comparable(text: string): string {
  return parses(text) ? canonicalText(text) : text;
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 without a byte order mark. */
function decoded(body: Uint8Array): { text: string; replaced: number } {
  const text = new TextDecoder().decode(body);
  if (isUtf8(body)) return { text, replaced: 0 };
  const meant = Buffer.from(body).toString('latin1').split('\u00ef\u00bf\u00bd').length;
  return { text, replaced: Math.max(0, text.split('\ufffd').length - meant) };
}
