import { isIP } from 'node:net';
import { StreamgaugeError } from '@shared/errors';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { GenericSchema, InferInput } from 'valibot';

/** A JSON Schema object, draft 2020-12; `true` and `false` are written as `{}` and `{not: {}}`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The form of an event's data: a valibot schema (its type is inferred) or a JSON Schema. */
export type EventSchema = GenericSchema | JsonSchema;

/** The data that a schema takes. */
export type DataOf<Schema> = Schema extends GenericSchema ? InferInput<Schema> : unknown;

/** A schema ready for use. */
export interface DataCheck {
  readonly schema: JsonSchema;
  /** What is wrong with the data, as the part of a sentence: `data.text is missing`; null when nothing is. */
  problem(data: unknown): string | null;
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) =>
    /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/u.test(text) && isDate(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/u.test(text) && isDate(text),
  time: (text) =>
    /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)?$/u.test(text),
  email: (text) => text.length <= 320 && /^[^\s@]+@[^\s@]+$/u.test(text),
  uuid: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu.test(text),
  uri: isUri,
  ipv4: (text) => isIP(text) === 4,
  ipv6: (text) => isIP(text) === 6,
};

/** The one validator; made when the first stream is defined, so that a hub without streams does not pay for it. */
let ajv: Ajv2020 | undefined;

/**
 * Makes a check of a schema.
 * @throws StreamgaugeError `bad-stream` with `where` in its sentence
 */
export function dataCheck(source: EventSchema, where: string): DataCheck {
  const schema = asJsonSchema(source, where);
  ajv ??= new Ajv2020({
    strict: false,
    verbose: true,
    logger: false,
    formats: FORMATS,
    // A required field of the name toString is not there just because every object inherits one.
    ownProperties: true,
  });
  try {
    const validate = ajv.compile(schema);
    return { schema, problem: (data) => (validate(data) ? null : describe(validate.errors ?? [])) };
  } catch (cause) {
    throw bad(where, (cause as Error).message, cause);
  }
}

function asJsonSchema(source: EventSchema, where: string): JsonSchema {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw bad(where, 'it is not an object');
  }
  // The name would be known to the whole process, and two streams may use the same file.
  const { $schema: _dialect, $id: _name, ...schema } = isValibot(source) ? converted(source, where) : source;
  return schema;
}

function converted(source: GenericSchema, where: string): JsonSchema {
  try {
    return toJsonSchema(source, {
      target: 'draft-2020-12',
      typeMode: 'input',
      errorMode: 'throw',
    }) as JsonSchema;
  } catch (cause) {
    throw bad(
      where,
      (cause as Error).message,
      cause,
      'Use parts that JSON Schema has too, or give a JSON Schema.',
    );
  }
}

function isValibot(source: EventSchema): source is GenericSchema {
  return '~standard' in source && 'kind' in source && source['kind'] === 'schema';
}

function bad(where: string, message: string, cause?: unknown, hint?: string): StreamgaugeError {
  return new StreamgaugeError(
    'bad-stream',
    `The schema of ${where} cannot be used: ${message.replace(/\.$/u, '')}.`,
    {
      ...(cause !== undefined && { cause }),
      ...(hint !== undefined && { hint }),
    },
  );
}

/** Says it for people, without any value of the data: that may be private. */
function describe(errors: readonly ErrorObject[]): string {
  // Of a choice, the branches' faults come first and the choice itself last.
  const error = errors.at(-1)!;
  const at = dataPath(error.instancePath);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return `${at}${member(String(params['missingProperty']))} is missing`;
    case 'additionalProperties':
      return `${at}${member(String(params['additionalProperty']))} is not known`;
    case 'unevaluatedProperties':
      return `${at}${member(String(params['unevaluatedProperty']))} is not known`;
    case 'type':
      return `${at} is ${typeName(error.data)}, not ${[params['type']].flat().map(String).map(article).join(' or ')}`;
    case 'enum':
      return `${at} is none of ${(params['allowedValues'] as unknown[]).slice(0, 20).map(shown).join(', ')}`;
    case 'const':
      return `${at} is not ${shown(params['allowedValue'])}`;
    case 'anyOf':
    case 'oneOf':
      return `${at} fits ${params['passingSchemas'] ? 'more than one' : 'none'} of the allowed forms`;
    case 'false schema':
      return `${at} is not allowed`;
    default:
      return `${at} ${error.message ?? 'is not valid'}`;
  }
}

/** `/items/0/text` → `data.items[0].text` (RFC 6901). */
function dataPath(pointer: string): string {
  const keys = pointer.split('/').slice(1);
  return `data${keys.map((key) => (/^\d+$/u.test(key) ? `[${key}]` : member(key.replaceAll('~1', '/').replaceAll('~0', '~')))).join('')}`;
}

function member(key: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 64))}]`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

function article(type: string): string {
  if (type === 'null') return type;
  return `${/^[aio]/u.test(type) ? 'an' : 'a'} ${type}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 64);
}

function isDate(text: string): boolean {
  const day = Number(text.slice(8, 10));
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return (
    date.getUTCDate() === day && (text.length === 10 || !Number.isNaN(Date.parse(text.replace(' ', 'T'))))
  );
}

function isUri(text: string): boolean {
  try {
    return new URL(text).protocol !== '' && !/\s/u.test(text);
  } catch {
    return false;
  }
}
