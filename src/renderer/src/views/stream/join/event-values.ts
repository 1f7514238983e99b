import { eventFieldOf } from '@shared/query/event-fields';
import { parseQuery } from '@shared/query/parse';
import { PATH_LENGTH_LIMIT } from '@shared/query/limits';
import { printPath, printValue } from '@shared/query/print';
import type { EventDetail } from '@shared/stream-event';

export type Scalar = string | number | boolean | null;

/** A value of an event and where a query finds it: `data.orderId`, `data.items.sku`, `channel`. */
export interface EventValue {
  /** As `parseQuery` reads it. */
  readonly path: readonly string[];
  readonly value: Scalar;
}

/** Longer strings are contents, not keys that join anything. */
export const LONGEST_KEY = 500;
/** Larger payloads are not looked through for fields. */
const LARGEST_PAYLOAD = 512 * 1024;
/** Values and levels that are looked at. */
const MAX_LOOKED = 4_000;
const MAX_DEPTH = 8;
/** Fields of the event itself that tell what it belongs to. */
const OWN_FIELDS = ['id', 'channel', 'type'] as const;

/** A value as a query term: `data.orderId:A-17`. */
export const termOf = ({ path, value }: EventValue): string =>
  `${printPath(path)}:${printValue(value, path)}`;

/** A value as people read it: `data.orderId = A-17`. */
export const valueWords = ({ path, value }: EventValue): string => `${printPath(path)} = ${String(value)}`;

/**
 * Where a query finds a value of a payload. Indexes of arrays are left out: a query asks for any element, and so do
 * people who ask for everything with the same item. Null when no query leads there.
 */
export function queryPathOf(keys: readonly (string | number)[]): readonly string[] | null {
  const names = keys.filter((key): key is string => typeof key === 'string');
  const speakable = names.every((name) => name !== '*' && name !== '**' && name !== '');
  return speakable && names.length < PATH_LENGTH_LIMIT && keys.length > 0 ? ['data', ...names] : null;
}

/** The path that a text like `data.order.id` or `**.orderId` names; null when it names none. */
export function readPath(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.includes(':')) return null;
  const parsed = parseQuery(`${trimmed}:*`, 0);
  if (!parsed.ok || parsed.node.kind !== 'field' || parsed.node.match.kind !== 'exists') return null;
  const { path } = parsed.node;
  // Times, sizes and kinds are of many events that have nothing to do with one another.
  if (eventFieldOf(path) !== null && !isOwnField(path)) return null;
  return isOwnField(path) || path[0] === 'data' || path[0] === '**' ? path : ['data', ...path];
}

/** The first plain value of an event at a path, through arrays, `*` and `**`; undefined when it has none. */
export function valueAt(detail: EventDetail, path: readonly string[]): Scalar | undefined {
  if (isOwnField(path)) {
    const own = detail[path[0] as (typeof OWN_FIELDS)[number]];
    return own === '' ? undefined : (own ?? undefined);
  }
  const payload = payloadOf(detail);
  if (payload === undefined) return undefined;
  const below = path[0] === 'data' ? path.slice(1) : path;
  let looked = 0;
  const find = (value: unknown, at: number, depth: number): Scalar | undefined => {
    if (++looked > MAX_LOOKED || depth > 64) return undefined;
    if (at === below.length && isKey(value)) return value;
    if (typeof value !== 'object' || value === null) return undefined;
    if (below[at] === '**') {
      const here = find(value, at + 1, depth + 1);
      if (here !== undefined) return here;
    }
    for (const [key, inner] of Object.entries(value)) {
      const next =
        Array.isArray(value) || below[at] === '**'
          ? at
          : below[at] === '*' || below[at] === key
            ? at + 1
            : null;
      const found = next === null ? undefined : find(inner, next, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(payload, 0, 0);
}

/** Names that keys of orders, users, requests go by, the ones that join most first. */
const LIKELY = [
  /(?:correlation|trace|request|transaction|saga)_?-?id$/iu,
  /[a-z0-9](?:Id|ID|_id|-id|Uuid|_uuid)$/u,
  /^(?:uuid|guid|ref|reference|key|sku|order|user|session|customer|account|ticket|job|item|device|host|number)$/iu,
  /^_?id$/iu,
];
/** Where no name is likely, any short value is offered that is one word. */
const LONGEST_GUESS = 64;

/**
 * Values of an event that other events may share, best first: those at paths that were joined on before, then those whose
 * names say that they name something.
 *
 * @param known paths that were joined on, newest first
 */
export function joinValues(
  detail: EventDetail,
  known: readonly (readonly string[])[],
  most: number,
): EventValue[] {
  const found: EventValue[] = [];
  for (const path of known) {
    const value = valueAt(detail, path);
    if (value !== undefined) found.push({ path, value });
  }
  const guessed: { readonly rank: number; readonly value: EventValue }[] = [];
  for (const value of plainValues(detail)) {
    if (!namesSomething(value.value)) continue;
    const name = value.path.at(-1) ?? '';
    const place = LIKELY.findIndex((pattern) => pattern.test(name));
    guessed.push({ rank: (place < 0 ? LIKELY.length : place) * 10 + value.path.length, value });
  }
  guessed.sort((a, b) => a.rank - b.rank);
  for (const { rank, value } of guessed) {
    if (rank >= LIKELY.length * 10 && found.length > 0) break;
    if (!found.some((had) => termOf(had) === termOf(value))) found.push(value);
  }
  return found.slice(0, most);
}

/** All plain values of a payload, outermost first, as far as anybody would join on them. */
function plainValues(detail: EventDetail): EventValue[] {
  const found: EventValue[] = [];
  const waiting: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [
    { value: payloadOf(detail), path: [] },
  ];
  for (
    let next = waiting.shift(), looked = 0;
    next && looked < MAX_LOOKED;
    next = waiting.shift(), looked++
  ) {
    const path = queryPathOf(next.path);
    if (isKey(next.value)) {
      if (path) found.push({ path, value: next.value });
    } else if (typeof next.value === 'object' && next.value !== null && next.path.length < MAX_DEPTH) {
      const isList = Array.isArray(next.value);
      for (const [key, value] of Object.entries(next.value).slice(0, isList ? 1 : 200)) {
        waiting.push({ value, path: [...next.path, isList ? Number(key) : key] });
      }
    }
  }
  return found;
}

function payloadOf({ data, truncated }: EventDetail): unknown {
  if (truncated || data.length > LARGEST_PAYLOAD || !/^\s*[[{]/u.test(data)) return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

const isOwnField = (path: readonly string[]): boolean =>
  path.length === 1 && (OWN_FIELDS as readonly string[]).includes(path[0]!);

export function isKey(value: unknown): value is Scalar {
  if (typeof value === 'string') return value.length <= LONGEST_KEY;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

function namesSomething(value: Scalar): boolean {
  if (typeof value === 'string') return value !== '' && value.length <= LONGEST_GUESS && !/\s/u.test(value);
  return typeof value === 'number' && Number.isInteger(value);
}
