import { StreamgaugeError } from '@shared/errors';
import type { MappingSetup } from '@shared/source-options';
import { parseJsonPath, type JsonPath } from './json-path';
import { dataOf, elementsOf, sliceAt } from './json-slice';

/** One event of a message. */
export interface MappedEvent {
  readonly type: string | null;
  readonly id: string | null;
  readonly channel: string | null;
  /** Epoch ms. */
  readonly time: number | null;
  readonly data: string;
  /** The JSON of the item, where the message was split into items. */
  readonly item?: string;
}

/** A mapping whose paths are taken apart. */
export type CompiledMapping = Readonly<Partial<Record<keyof MappingSetup, JsonPath>>>;

/** Items that one message is split into; with more it stays one event, so that nothing is lost. */
const MAX_ITEMS = 10_000;
const MAX_NAME_LENGTH = 1_024;
/** Epoch seconds stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 1e11;
/** ECMA-262 §21.4.1.1, ms. */
const MAX_TIME = 8.64e15;

/** @throws StreamgaugeError `bad-mapping` naming the field whose path cannot be read */
export function compileMapping(mapping: Partial<MappingSetup>): CompiledMapping {
  const compiled: Partial<Record<keyof MappingSetup, JsonPath>> = {};
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
 * Turns one message into its events. A text that is not JSON, or has nothing at the path of `items`, is one event with the
 * text as its data.
 */
export function applyMapping(paths: CompiledMapping, text: string): readonly MappedEvent[] {
  if (!isJson(text)) return [wholeText(text)];
  if (!paths.items) return [mapOne(paths, text)];
  const list = sliceAt(text, paths.items);
  const items = list === undefined ? null : elementsOf(list, MAX_ITEMS);
  return items ? items.map((item) => ({ ...mapOne(paths, item), item })) : [wholeText(text)];
}

/** A message that is its own data. */
export function wholeText(text: string): MappedEvent {
  return { type: null, id: null, channel: null, time: null, data: text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function mapOne(paths: CompiledMapping, json: string): MappedEvent {
  const at = (path: JsonPath | undefined): string | undefined => path && sliceAt(json, path);
  const data = at(paths.data);
  return {
    type: nameOf(at(paths.type)),
    id: nameOf(at(paths.id)),
    channel: nameOf(at(paths.channel)),
    time: timeOf(at(paths.time)),
    // Without the part that was asked for, the whole is better than nothing; an item that is text is that text.
    data: data === undefined ? (paths.items ? dataOf(json) : json) : dataOf(data),
  };
}

/** A type, id or channel: text, or a number as it is written; nothing that no header or table could hold. */
function nameOf(slice: string | undefined): string | null {
  if (slice === undefined || !/^["\d-]/u.test(slice)) return null;
  // A slice of a string keeps the whole string in memory, and ids are remembered for long: a number is copied.
  const name = slice.startsWith('"') ? dataOf(slice) : Buffer.from(slice).toString();
  return name !== '' && name.length <= MAX_NAME_LENGTH ? name : null;
}

function timeOf(slice: string | undefined): number | null {
  if (slice === undefined || !/^["\d]/u.test(slice)) return null;
  const text = dataOf(slice);
  const number = Number(text);
  const isNumber = /^\d/u.test(text) && Number.isFinite(number);
  const time = isNumber ? (number < SECONDS_BELOW ? number * 1_000 : number) : Date.parse(text);
  return Number.isFinite(time) && time > 0 && time < MAX_TIME ? Math.round(time) : null;
}
