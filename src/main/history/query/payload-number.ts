import { looseNumber } from '@shared/query/scalars';
import { NOT_JSON, type Json, type PayloadReader } from './payload';

/** Longer texts are no numbers, in UTF-16 code units: the index of a segment does not list them either. */
export const MAX_NUMBER_TEXT = 64;
const MAX_DEPTH = 64;
const INDEX = /^(?:0|[1-9]\d*)$/u;
/** What JSON writes as it is, and otherwise only as `\u….` */
const PLAIN = /^[\w .:@#$%&*()+,;=<>!?-]+$/u;

/** `text`: there is no number, but a text that is one. */
export type NumberFound = number | 'text' | null;

/** What a single value counts as. */
export function asNumber(value: Json, texts: boolean): NumberFound {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > MAX_NUMBER_TEXT) return null;
  const number = looseNumber(value.trim());
  if (number === null || !Number.isFinite(number)) return null;
  return texts ? number : 'text';
}

/** Whether the index of an array could be meant: then an index that leaves them out says nothing. */
export const namesIndex = (path: readonly string[]): boolean => path.some((key) => INDEX.test(key));

/**
 * The first number at a path of a payload, in the order of the payload: see `seriesSchema.path`. Each payload is looked at
 * for as many paths as there are; `payloads` parses it once.
 */
export class PayloadNumber {
  readonly #path: readonly string[];
  readonly #texts: boolean;
  readonly #payloads: PayloadReader;
  /** A payload without these bytes holds nothing at the path. */
  readonly #needle: string | null;

  constructor(path: readonly string[], texts: boolean, payloads: PayloadReader) {
    this.#path = path;
    this.#texts = texts;
    this.#payloads = payloads;
    const key = path.filter((each) => PLAIN.test(each) && !INDEX.test(each)).at(-1);
    this.#needle = key === undefined ? null : `"${key}"`;
  }

  of(data: string): NumberFound {
    if (this.#needle !== null && !data.includes(this.#needle) && !data.includes('\\u')) return null;
    const payload = this.#payloads.read(data);
    if (payload !== NOT_JSON) return this.#find(payload, 0, 0);
    if (this.#path.length > 0 || data.length > MAX_NUMBER_TEXT) return null;
    // A payload that is nothing but a number is one, with quotes a text.
    const bare = data.trim();
    if (bare.startsWith('"') && bare.endsWith('"') && bare.length > 2)
      return asNumber(bare.slice(1, -1), this.#texts);
    const number = looseNumber(bare);
    return number !== null && Number.isFinite(number) ? number : null;
  }

  #find(value: Json, at: number, depth: number): NumberFound {
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) return this.#inArray(value as readonly Json[], at, depth);
    if (typeof value !== 'object' || value === null)
      return at === this.#path.length ? asNumber(value, this.#texts) : null;
    const key = this.#path[at];
    if (key === undefined || !Object.hasOwn(value, key)) return null;
    return this.#find((value as Readonly<Record<string, Json>>)[key] ?? null, at + 1, depth + 1);
  }

  #inArray(items: readonly Json[], at: number, depth: number): NumberFound {
    const key = this.#path[at];
    if (key !== undefined && INDEX.test(key)) {
      const item = items[Number(key)];
      return item === undefined ? null : this.#find(item, at + 1, depth + 1);
    }
    let text: NumberFound = null;
    for (const item of items) {
      const found = this.#find(item, at, depth + 1);
      if (typeof found === 'number') return found;
      text ??= found;
    }
    return text;
  }
}
