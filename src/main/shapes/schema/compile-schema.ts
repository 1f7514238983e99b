import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import { cutText } from '@shared/text';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject } from '../typescript/references';
import { allDiffer } from './all-differ';
import { linearPatterns } from './linear-pattern';

export type Errors = readonly ErrorObject[];

/** What of a payload does not fit; none when everything does. Throws RangeError for one that is nested too deep. */
export type Judge = (payload: unknown) => Errors;

export interface Validator {
  /** Says everything that does not fit: of a long list that can be millions. */
  readonly all: Judge;
  /** One that stops at what does not fit first, made when it is asked for; null when it cannot be made. */
  first(): Judge | null;
}

export type Dialect = 'draft-07' | '2019-09' | '2020-12';

const DIALECTS: readonly (readonly [RegExp, Dialect])[] = [
  [/^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/u, 'draft-07'],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/u, '2019-09'],
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/u, '2020-12'],
];

/** The dialect that a schema says it is written in; 2020-12 when it says nothing. @throws StreamgaugeError `bad-schema` */
export function dialectOf(schema: unknown, name: string): Dialect {
  const said = isObject(schema) ? schema['$schema'] : undefined;
  if (said === undefined) return '2020-12';
  const known = DIALECTS.find(([address]) => typeof said === 'string' && address.test(said));
  if (known) return known[1];
  throw new StreamgaugeError(
    'bad-schema',
    `${name} is written for ${cutText(String(said), 100)}, which is not known.`,
    { hint: 'Draft-07, 2019-09 and 2020-12 of JSON Schema are.' },
  );
}

/**
 * Makes checks of schemas that stand for themselves. Nothing is ever loaded; formats are not looked at; patterns and lists take
 * linear time. Several schemas may share one only when none has a name of its own (`$id`): making it is most of the work.
 */
export class SchemaCompiler {
  readonly #dialect: Dialect;
  readonly #ajv: Ajv;
  readonly #onProblem: (sentence: string) => void;
  #type: string | null = null;

  /** @param onProblem told of what is not used, as whole sentences */
  constructor(dialect: Dialect, onProblem: (sentence: string) => void) {
    this.#dialect = dialect;
    this.#onProblem = onProblem;
    const regExp = linearPatterns((pattern, why) => {
      const reason = why.replace(/\.$/u, '');
      this.tell(`The pattern ${cutText(pattern, 60)} is not used: ${reason}.`);
    });
    this.#ajv = ajvOf(dialect, { allErrors: true, code: { regExp } });
  }

  /**
   * @param name of the schema, for the sentences
   * @param type of the message whose payload it describes; null for none
   * @throws StreamgaugeError `bad-schema`, which says where
   */
  compile(schema: unknown, name: string, type: string | null = null): Validator {
    this.#type = type;
    try {
      // Its dialect is chosen; the addresses of drafts have several spellings.
      const { $schema: _dialect, ...rest } = isObject(schema) ? schema : { $schema: null };
      const said = isObject(schema) ? rest : (schema as boolean);
      return { all: judgeOf(this.#ajv.compile(said)), first: once(() => this.#first(said)) };
    } catch (cause) {
      throw new StreamgaugeError('bad-schema', `${name} cannot be used: ${whyOf(cause)}.`, { cause });
    }
  }

  /** Nested deeper than the other, it can fail where that one did not. */
  #first(schema: Record<string, unknown> | boolean): Judge | null {
    try {
      const regExp = linearPatterns(() => undefined);
      return judgeOf(ajvOf(this.#dialect, { allErrors: false, code: { regExp } }).compile(schema));
    } catch {
      return null;
    }
  }

  tell(sentence: string): void {
    this.#onProblem(this.#type === null ? sentence : `The payload of ${this.#type}: ${sentence}`);
  }
}

function ajvOf(dialect: Dialect, own: Pick<Options, 'allErrors' | 'code'>): Ajv {
  const Dialects = { 'draft-07': Ajv, '2019-09': Ajv2019, '2020-12': Ajv2020 };
  const ajv = new Dialects[dialect]({
    strict: false,
    logger: false,
    verbose: true,
    validateFormats: false,
    // A required field of the name toString is not there just because every object inherits one.
    ownProperties: true,
    ...own,
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (wanted: boolean, items: readonly unknown[]) => !wanted || allDiffer(items),
  });
  return ajv;
}

/** What was found is not kept by the validator. */
function judgeOf(validate: ValidateFunction): Judge {
  return (payload) => {
    const errors = validate(payload) ? [] : (validate.errors ?? []);
    validate.errors = null;
    return errors;
  };
}

/** Makes it at the first call; null also when that did not end. */
function once(make: () => Judge | null): () => Judge | null {
  let made: Judge | null = null;
  let isAsked = false;
  return () => {
    if (isAsked) return made;
    isAsked = true;
    made = make();
    return made;
  };
}

/** The validator's words, with the place as a JSON pointer and without what it says of remote documents it could load. */
function whyOf(error: unknown): string {
  if (error instanceof RangeError) return phrase('it is nested too deep');
  const message = (error as Error).message.replace(/\.$/u, '');
  const missing = /^can't resolve reference (.+) from id/u.exec(message);
  if (missing)
    return phrase(`the reference ${cutText(missing[1]!, 200)} leads nowhere; other documents are not loaded`);
  const invalid = /^schema is invalid: (.+)$/u.exec(message);
  // Of several, the first says where.
  const [first] = (invalid?.[1] ?? message).split(', data/');
  return cutText(
    first!.replace(/^data\b/u, (word) => (invalid ? 'at ' : word)).replace(/^at \s/u, 'at the root '),
    300,
  );
}
