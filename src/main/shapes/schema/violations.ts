import { isSecretName, MASK, maskUrl } from '@shared/mask';
import { phrase } from '@shared/sentences/phrase';
import { cutText } from '@shared/text';
import type { ErrorObject } from 'ajv';
import { isId } from '../field-node';
import { isObject } from '../typescript/references';

/** One place of a payload that breaks a schema. */
export interface Violation {
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  /** The same for every item of a list, and for every key that is an id. */
  readonly place: string;
  /** `/total must be number (was string "12").` */
  readonly sentence: string;
}

/** Of one event. */
const MAX_VIOLATIONS = 10;
/** Errors that are looked through: of a list of thousands each item may be wrong. */
const MAX_ERRORS = 2_000;
/** Of these, the ones that a choice is made of. */
const MAX_OF_CHOICE = 1_000;
/** Forms of a choice that stand elsewhere in the schema. */
const MAX_REFERENCES = 100;
const MAX_PATH = 1_000;
const MAX_VALUE = 40;
const MAX_WORDS = 160;

/** What a validator found, for people: each place once, what a choice's forms miss as one, values cut and masked. */
export function describeViolations(errors: readonly ErrorObject[], payload: unknown): readonly Violation[] {
  const byPlace = new Map<string, Violation>();
  for (const error of told(errors.slice(0, MAX_ERRORS))) {
    const path = cutText(pathOf(error), MAX_PATH);
    const place = placeOf(error, payload);
    if (!byPlace.has(place))
      byPlace.set(place, { path, place, sentence: sentenceOf(path || phrase('the payload'), error) });
    if (byPlace.size === MAX_VIOLATIONS) break;
  }
  return [...byPlace.values()];
}

/** Leaves out what only says that one form of a choice was not meant. */
function told(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'if') continue;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error);
      continue;
    }
    const formOf = formsOf(error);
    const inside = new Map<number, ErrorObject[]>();
    // What its forms miss was found right before it.
    const outside = kept.splice(-MAX_OF_CHOICE).filter((each) => {
      const form = formOf(each);
      if (form >= 0)
        inside
          .set(form, inside.get(form) ?? [])
          .get(form)!
          .push(each);
      return form < 0;
    });
    // The form whose fixed values fit is the one that was meant.
    const meant = [...inside.values()].filter((own) => !own.some((each) => isWrongForm(each, error)));
    kept.push(...outside, ...(meant.length === 1 ? meant[0]! : [error]));
  }
  return kept;
}

/** The position of the form of a choice that an error was found in; -1 for none of them. */
function formsOf(choice: ErrorObject): (error: ErrorObject) => number {
  const own = `${choice.schemaPath}/`;
  const forms = Array.isArray(choice.schema) ? (choice.schema as unknown[]) : [];
  const references = forms.slice(0, MAX_REFERENCES).flatMap((form, i) => {
    const ref = isObject(form) ? form['$ref'] : undefined;
    return typeof ref === 'string' ? [{ start: `${ref}/`, form: i }] : [];
  });
  return ({ schemaPath, instancePath }) => {
    const isWithin =
      instancePath === choice.instancePath || instancePath.startsWith(`${choice.instancePath}/`);
    if (!isWithin) return -1;
    if (schemaPath.startsWith(own)) return Number.parseInt(schemaPath.slice(own.length), 10);
    return references.find(({ start }) => schemaPath.startsWith(start))?.form ?? -1;
  };
}

function isWrongForm({ keyword, instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return (
    keyword === 'const' || keyword === 'enum' || (keyword === 'type' && instancePath === choice.instancePath)
  );
}

/** The member that an error is about, where the validator names the object around it. */
function memberOf({ keyword, params }: ErrorObject): string | null {
  const named = params as Record<string, unknown>;
  const name =
    keyword === 'required' || keyword === 'dependentRequired' || keyword === 'dependencies'
      ? named['missingProperty']
      : keyword === 'additionalProperties'
        ? named['additionalProperty']
        : keyword === 'unevaluatedProperties'
          ? named['unevaluatedProperty']
          : null;
  return typeof name === 'string' ? name : null;
}

function pathOf(error: ErrorObject): string {
  const member = memberOf(error);
  return member === null
    ? error.instancePath
    : `${error.instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function placeOf(error: ErrorObject, payload: unknown): string {
  let value = payload;
  const keys = error.instancePath
    .split('/')
    .slice(1)
    .map((token) => {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const isItem = Array.isArray(value);
      value = (value as Record<string, unknown> | null | undefined)?.[key];
      return isItem || isId(key) ? '*' : token;
    });
  const isUnknown = error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties';
  const member = isUnknown ? '*' : memberOf(error);
  return `/${[...keys, ...(member === null ? [] : [member])].join('/')} ${error.keyword}`;
}

/** Each a whole sentence, so that other languages can put it into their own order. The place comes first. */
function sentenceOf(place: string, error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  const was = foundIn(error);
  const limit = String(params['limit']);
  const bound = `${String(params['comparison'])} ${limit}`;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
    case 'dependencies':
      return `${place} is missing.`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `${place} is not in the schema.`;
    case 'false schema':
      return `${place} is not allowed.`;
    case 'type':
      return `${place} must be ${typesIn(params['type'])} (was ${was}).`;
    case 'enum': {
      const values = Array.isArray(params['allowedValues']) ? (params['allowedValues'] as unknown[]) : [];
      return `${place} must be one of ${cutText(values.slice(0, 8).map(shortJson).join(', '), MAX_WORDS)} (was ${was}).`;
    }
    case 'const':
      return `${place} must be ${shortJson(params['allowedValue'])} (was ${was}).`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `${place} must be ${bound} (was ${was}).`;
    case 'multipleOf':
      return `${place} must be ${phrase(`multiple of ${String(params['multipleOf'])}`)} (was ${was}).`;
    case 'maxLength':
      return `${place} must NOT have more than ${limit} characters (was ${was}).`;
    case 'minLength':
      return `${place} must NOT have fewer than ${limit} characters (was ${was}).`;
    case 'maxItems':
    case 'additionalItems':
    case 'unevaluatedItems':
    case 'items':
      return `${place} must NOT have more than ${limit} items (was ${was}).`;
    case 'minItems':
      return `${place} must NOT have fewer than ${limit} items (was ${was}).`;
    case 'maxProperties':
      return `${place} must NOT have more than ${limit} properties (was ${was}).`;
    case 'minProperties':
      return `${place} must NOT have fewer than ${limit} properties (was ${was}).`;
    case 'uniqueItems':
      return `${place} must NOT have duplicate items (was ${was}).`;
    case 'contains':
      return params['maxContains'] === undefined
        ? `${place} must contain at least ${String(params['minContains'])} valid item(s) (was ${was}).`
        : `${place} must contain at least ${String(params['minContains'])} and no more than ${String(params['maxContains'])} valid item(s) (was ${was}).`;
    case 'pattern':
      return `${place} must match pattern "${cutText(String(params['pattern']), MAX_WORDS)}" (was ${was}).`;
    case 'propertyNames':
      return `${place} has a name that is not allowed: ${shortJson(params['propertyName'])}.`;
    case 'not':
      return `${place} must NOT be valid (was ${was}).`;
    case 'anyOf':
      return `${place} fits none of the allowed forms (was ${was}).`;
    case 'oneOf':
      return params['passingSchemas'] === null
        ? `${place} fits none of the allowed forms (was ${was}).`
        : `${place} fits several forms that exclude one another.`;
    default:
      return `${place} ${cutText(error.message ?? 'is not valid', MAX_WORDS)} (was ${was}).`;
  }
}

/** Names of types in JSON Schema, which are the same in every language; as phrases, lists of them can be put into words. */
const TYPES: Readonly<Record<string, string>> = {
  array: phrase('array'),
  boolean: phrase('boolean'),
  integer: phrase('integer'),
  number: phrase('number'),
  object: phrase('object'),
  string: phrase('string'),
};

/** `string`, `string or null`, `array, object or null` */
function typesIn(named: unknown): string {
  const types = [named].flat().map((type) => TYPES[String(type)] ?? String(type));
  const last = types.pop() ?? '';
  return types.length === 0 ? last : `${types.join(', ')} or ${last}`;
}

/** What stands there: `string "12"`, `null`. */
function foundIn({ data, instancePath }: ErrorObject): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'array';
  if (typeof data === 'object' || data === undefined) return 'object';
  const isSecret = instancePath.split('/').some(isSecretName);
  const value = isSecret
    ? MASK
    : shortJson(typeof data === 'string' ? maskUrl(cutText(data, 4 * MAX_VALUE)) : data);
  return `${typeof data} ${value}`;
}

function shortJson(value: unknown): string {
  const cut = typeof value === 'string' && value.length > MAX_VALUE ? `${cutText(value, MAX_VALUE)}…` : value;
  return cutText(JSON.stringify(cut) ?? 'undefined', 2 * MAX_VALUE);
}
