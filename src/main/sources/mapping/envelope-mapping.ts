import { StreamgaugeError } from '@shared/errors';
import { parseJsonPath, valueAt, type JsonPath } from './json-path';

/** Where in a message its parts are, as paths such as `$.meta.id`; what is left out is not looked for. */
export interface EnvelopeMapping {
  readonly type?: string;
  readonly id?: string;
  readonly channel?: string;
  /** When it happened: ISO 8601, or epoch seconds or milliseconds. */
  readonly time?: string;
  /** The whole item when left out. */
  readonly data?: string;
  /** An array in which every item is an event of its own; the other paths start at the item. */
  readonly items?: string;
}

/** One event of a message. */
export interface MappedEvent {
  readonly type: string | null;
  readonly id: string | null;
  readonly channel: string | null;
  /** Epoch ms. */
  readonly time: number | null;
  readonly data: string;
}

/** A mapping whose paths are taken apart. */
export type CompiledMapping = Readonly<Partial<Record<keyof EnvelopeMapping, JsonPath>>>;

/** Items that one message is split into; with more it stays one event, so that nothing is lost. */
const MAX_ITEMS = 10_000;
const MAX_NAME_LENGTH = 1_024;
/** Epoch seconds stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 1e11;

/** @throws StreamgaugeError `bad-mapping` naming the field whose path cannot be read */
export function compileMapping(mapping: EnvelopeMapping): CompiledMapping {
  const compiled: Partial<Record<keyof EnvelopeMapping, JsonPath>> = {};
  for (const field of ['type', 'id', 'channel', 'time', 'data', 'items'] as const) {
    const text = mapping[field];
    if (text === undefined || text.trim() === '') continue;
    const path = parseJsonPath(text);
    if (!path) {
      throw new StreamgaugeError(
        'bad-mapping',
        `The path of ${field}, ${JSON.stringify(text.slice(0, 80))}, cannot be read.`,
        { hint: 'Write it like $.a.b, a.b[0] or $["a key"].' },
      );
    }
    compiled[field] = path;
  }
  return compiled;
}

/**
 * Turns one message into its events. Serves WebSocket messages, and payloads of event streams that carry their own
 * type. A text that is not JSON, or has nothing at the path of `items`, is one event with the text as its data.
 * @throws StreamgaugeError `bad-mapping` for a mapping that is not compiled and cannot be
 */
export function applyMapping(
  mapping: EnvelopeMapping | CompiledMapping,
  text: string,
): readonly MappedEvent[] {
  const paths = isCompiled(mapping) ? mapping : compileMapping(mapping);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [wholeText(text)];
  }
  if (!paths.items) return [mapOne(paths, value, text)];
  const items = valueAt(value, paths.items);
  if (!Array.isArray(items) || items.length > MAX_ITEMS) return [wholeText(text)];
  return items.map((item: unknown) => mapOne(paths, item, null));
}

/** A message that is its own data. */
export function wholeText(text: string): MappedEvent {
  return { type: null, id: null, channel: null, time: null, data: text };
}

/** A JSON value as the data of an event: a string as it is, everything else as JSON. */
export function dataOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested deeper than the stack holds; JSON.parse itself does not recurse.
    return '[nested too deeply to be shown]';
  }
}

function isCompiled(mapping: EnvelopeMapping | CompiledMapping): mapping is CompiledMapping {
  return Object.values(mapping).every((path) => Array.isArray(path));
}

function mapOne(paths: CompiledMapping, value: unknown, text: string | null): MappedEvent {
  const name = (path: JsonPath | undefined): string | null => (path ? nameOf(valueAt(value, path)) : null);
  const inner = paths.data ? valueAt(value, paths.data) : undefined;
  return {
    type: name(paths.type),
    id: name(paths.id),
    channel: name(paths.channel),
    time: paths.time ? timeOf(valueAt(value, paths.time)) : null,
    // Without the part that was asked for, the whole is better than nothing; as received where it can be.
    data: inner === undefined ? (text ?? dataOf(value)) : dataOf(inner),
  };
}

/** A type, id or channel: text or a number, nothing that no header or table could hold. */
function nameOf(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MAX_NAME_LENGTH ? text : null;
}

function timeOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) : value;
  const time =
    typeof number === 'number'
      ? number < SECONDS_BELOW
        ? number * 1_000
        : number
      : typeof number === 'string'
        ? Date.parse(number)
        : Number.NaN;
  return Number.isFinite(time) && time > 0 && time < 8.64e15 ? Math.round(time) : null;
}
