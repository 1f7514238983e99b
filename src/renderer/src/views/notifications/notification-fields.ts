import { cutText } from '@shared/text';

export interface NotificationField {
  readonly name: string;
  readonly value: string;
  /** Class of its colour: string, number, literal; null for anything nested. */
  readonly kind: 's' | 'n' | 'l' | null;
}

const MAX_FIELDS = 24;
const MAX_VALUE = 160;
/** What the row itself says already. */
const TOLD = new Set([
  'title',
  'message',
  'body',
  'text',
  'level',
  'priority',
  'type',
  'channel',
  'name',
  'event',
]);

/**
 * The further fields of a notification's data, for people: of the object itself, or of its `data` or `payload`
 * when that holds the message. Null when the data is no JSON object.
 */
export function notificationFields(data: string): NotificationField[] | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isObject(json)) return null;
  return Object.entries(messageOf(json))
    .filter(([name]) => !TOLD.has(name))
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => ({
      name: cutText(name, 64),
      value: cutText(JSON.stringify(value) ?? 'null', MAX_VALUE),
      kind: kindOf(value),
    }));
}

function messageOf(json: Record<string, unknown>): Record<string, unknown> {
  if (['title', 'message', 'body', 'text'].some((name) => typeof json[name] === 'string')) return json;
  return [json['data'], json['payload']].find(isObject) ?? json;
}

function kindOf(value: unknown): NotificationField['kind'] {
  if (typeof value === 'string') return 's';
  if (typeof value === 'number') return 'n';
  return typeof value === 'object' && value !== null ? null : 'l';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
