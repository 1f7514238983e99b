import * as v from 'valibot';
import { isJsonObject } from './read-json';

/**
 * Reads a value field by field: what fits the schema is kept, what does not is replaced by its default.
 * Each problem is a whole sentence. Every field must have a default (`v.optional(…, default)`).
 */
export function salvage<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
): { value: v.InferOutput<S>; problems: string[] } {
  const problems: string[] = [];
  return { value: v.parse(schema, fitting(schema, value, '', problems)), problems };
}

/** The part of a value that the schema takes; undefined for none. */
function fitting(schema: v.GenericSchema, value: unknown, path: string, problems: string[]): unknown {
  if (v.is(schema, value)) return value;
  const inner = matching(withoutDefault(schema), value);
  if (isObjectSchema(inner) && isJsonObject(value)) {
    const kept: Record<string, unknown> = {};
    const inside: string[] = [];
    for (const [key, field] of Object.entries(inner.entries)) {
      // Own keys only: `__proto__` and its like never are fields of ours.
      if (!Object.hasOwn(value, key)) continue;
      const part = fitting(field, value[key], path ? `${path}.${key}` : key, inside);
      if (part !== undefined) kept[key] = part;
    }
    problems.push(...inside);
    // What is left may lack a field that has no default: then it is nothing, with a default of its own.
    if (path === '' || v.is(inner, kept)) return kept;
    if (inside.length > 0) return undefined;
  }
  problems.push(path === '' ? 'No part of it is possible.' : `${path} has a value that is not possible.`);
  return undefined;
}

/** Of alternatives that a field tells apart, the one that the value names. */
function matching(schema: v.GenericSchema, value: unknown): v.GenericSchema {
  if (schema.type !== 'variant' || !('options' in schema) || !('key' in schema)) return schema;
  if (!isJsonObject(value)) return schema;
  const { key, options } = schema as unknown as { key: string; options: v.GenericSchema[] };
  const named = options.find(
    (option) => isObjectSchema(option) && option.entries[key] && v.is(option.entries[key], value[key]),
  );
  return named ?? schema;
}

function withoutDefault(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? withoutDefault(schema.wrapped as v.GenericSchema) : schema;
}

function isObjectSchema(
  schema: v.GenericSchema,
): schema is v.GenericSchema & { readonly entries: Record<string, v.GenericSchema> } {
  return schema.type === 'object' && 'entries' in schema;
}
