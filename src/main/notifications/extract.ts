import { LEVELS, type Level, type NotificationItem, type Priority } from '@shared/notification';
import { plainText } from '@shared/plain-text';
import { phrase } from '@shared/sentences/phrase';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';

/** Longest data that is parsed, in UTF-16 code units (64 KiB): a notification is a message to a person. */
const MAX_PARSED = 65_536;
const MAX_TITLE = 200;
const MAX_BODY = 2_000;

const LEVEL_NAMES = new Map<string, Level>([
  ...LEVELS.map((level) => [level, level] as const),
  ['ok', 'success'],
  ['warn', 'warning'],
  ['err', 'error'],
  ['danger', 'error'],
  ['critical', 'error'],
  ['fatal', 'error'],
]);
const PRIORITY_NAMES = new Map<string, Priority>([
  ['low', 'low'],
  ['normal', 'normal'],
  ['medium', 'normal'],
  ['high', 'high'],
  ['urgent', 'high'],
  ['critical', 'high'],
]);

/** What an event says to a person; what became of it is the inbox's affair. */
export type FoundNotification = Omit<
  NotificationItem,
  'id' | 'seq' | 'read' | 'pinned' | 'count' | 'rule'
> & {
  readonly seq: number;
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * The notification in an event, or null. An event is one when its type is `notification`, or when its data is
 * a JSON object whose `type` is. Title from `title`, body from `message`, `body` or `text`, of the object
 * itself or of its `data` or `payload`.
 */
export function extractNotification(event: StreamEvent): FoundNotification | null {
  if (event.kind !== 'event') return null;
  const named = event.type === 'notification';
  // Looked for before parsing: nearly all events are no notification, and parsing is what costs.
  if (!named && (event.data.length > MAX_PARSED || !event.data.includes('"notification"'))) return null;
  const json = parseObject(event.data);
  if (!named && json?.['type'] !== 'notification') return null;

  const fields = json ? messageFields(json) : null;
  const text = fields
    ? firstText(fields, ['message', 'body', 'text'])
    : event.data.length > MAX_PARSED || !json
      ? event.data
      : '';
  const ownTitle = fields ? firstText(fields, ['title']) : '';
  const title = plainText(ownTitle || text, MAX_TITLE);
  const body = plainText(text, MAX_BODY, true);
  return {
    seq: event.seq,
    sourceId: event.sourceId,
    channel: cutText(event.channel, 1_024),
    receivedAt: event.receivedAt,
    level: event.level ?? lookUp(LEVEL_NAMES, fields?.['level']) ?? 'info',
    priority: lookUp(PRIORITY_NAMES, fields?.['priority']) ?? 'normal',
    ...(title === '' ? { title: phrase('Notification'), appSays: 'title' } : { title }),
    body: !ownTitle && body === title ? '' : body,
  };
}

function parseObject(data: string): Fields | null {
  if (data.length > MAX_PARSED || !/^\s*\{/u.test(data)) return null;
  try {
    const value: unknown = JSON.parse(data);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function messageFields(json: Fields): Fields {
  const hasText = firstText(json, ['title', 'message', 'body', 'text']) !== '';
  if (hasText) return json;
  for (const name of ['data', 'payload']) {
    const inner = json[name];
    if (isFields(inner)) return inner;
  }
  return json;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(fields: Fields, names: readonly string[]): string {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return '';
}

function lookUp<T>(names: ReadonlyMap<string, T>, value: unknown): T | undefined {
  return typeof value === 'string' ? names.get(value.toLowerCase()) : undefined;
}
