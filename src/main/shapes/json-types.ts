import { phrase } from '@shared/sentences/phrase';
import { JSON_TYPES, type JsonType } from '@shared/shape';

/** Positions in `JSON_TYPES`; of a set of types the bit of each is set. */
export const NULL = JSON_TYPES.indexOf('null');
export const INTEGER = JSON_TYPES.indexOf('integer');
export const NUMBER = JSON_TYPES.indexOf('number');
export const ARRAY = JSON_TYPES.indexOf('array');
export const OBJECT = JSON_TYPES.indexOf('object');
const BOOLEAN = JSON_TYPES.indexOf('boolean');
const STRING = JSON_TYPES.indexOf('string');

/** The position of a parsed value's type in `JSON_TYPES`. */
export function typeIndex(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'number':
      return Number.isInteger(value) ? INTEGER : NUMBER;
    case 'boolean':
      return BOOLEAN;
    default:
      if (value === null) return NULL;
      return Array.isArray(value) ? ARRAY : OBJECT;
  }
}

const WITH_ARTICLE: Readonly<Record<JsonType, string>> = {
  null: phrase('null'),
  boolean: phrase('a boolean'),
  integer: phrase('an integer'),
  number: phrase('a number'),
  string: phrase('a string'),
  array: phrase('an array'),
  object: phrase('an object'),
};

/** A set of types in words: "a number or null". */
export function typeWords(mask: number): string {
  // A number that sometimes is whole is a number.
  const types = (mask & (1 << NUMBER)) !== 0 ? mask & ~(1 << INTEGER) : mask;
  const words = JSON_TYPES.filter((_, index) => (types & (1 << index)) !== 0).map(
    (type) => WITH_ARTICLE[type],
  );
  // What may be missing comes last.
  if (words[0] === 'null') words.push(words.shift()!);
  const last = words.pop() ?? phrase('nothing');
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}
