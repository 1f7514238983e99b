import { isObject } from './references';
import { literal, propertyKey, remark } from './source-text';

/** Deepest nesting of a value that is spelled out. */
const MAX_DEPTH = 40;
/** Members of an `enum` that are spelled out. */
const MAX_ENUM = 1_000;

/** A schema as a union member, an intersection member, or neither: says whether it needs parentheses. */
export interface Expression {
  readonly code: string;
  readonly kind: 'union' | 'intersection' | 'single';
}

export const UNKNOWN: Expression = { code: 'unknown', kind: 'single' };

/** The type of one of these values. */
export function enumType(values: readonly unknown[]): Expression {
  if (values.length === 0) return { code: 'never', kind: 'single' };
  if (values.length > MAX_ENUM) return remarked(`one of ${values.length} values`);
  return join(
    values.map((value) => valueType(value, 0)),
    ' | ',
    'union',
  );
}

/** The type of exactly this value. */
export function valueType(value: unknown, depth: number): Expression {
  if (depth > MAX_DEPTH) return UNKNOWN;
  if (value === null || typeof value === 'boolean') return { code: String(value), kind: 'single' };
  if (typeof value === 'string') return { code: literal(value), kind: 'single' };
  if (typeof value === 'number') {
    return {
      code: Number.isFinite(value) && !Object.is(value, -0) ? String(value) : 'number',
      kind: 'single',
    };
  }
  if (Array.isArray(value)) {
    return { code: `[${value.map((item) => valueType(item, depth + 1).code).join(', ')}]`, kind: 'single' };
  }
  if (!isObject(value)) return UNKNOWN;
  const members = Object.entries(value).map(
    ([key, item]) => `${propertyKey(key)}: ${valueType(item, depth + 1).code}`,
  );
  return { code: members.length === 0 ? '{}' : `{ ${members.join('; ')} }`, kind: 'single' };
}

/** Puts types together, each once. */
export function join(
  parts: readonly Expression[],
  separator: ' | ' | ' & ',
  kind: 'union' | 'intersection',
): Expression {
  const unique = parts.filter(({ code }, i) => parts.findIndex((other) => other.code === code) === i);
  if (unique.length === 1) return unique[0]!;
  if (kind === 'union' && unique.some(({ code }) => code === 'unknown')) return UNKNOWN;
  // `&` binds more tightly, so only a union within an intersection needs parentheses.
  const wrap = (part: Expression): string =>
    kind === 'intersection' && part.kind === 'union' ? `(${part.code})` : part.code;
  return { code: unique.map(wrap).join(separator), kind };
}

/** What cannot be said, and why. */
export function remarked(why: string): Expression {
  return { code: `unknown ${remark(why)}`, kind: 'single' };
}
