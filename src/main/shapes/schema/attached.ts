import { StreamgaugeError, toProblem } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import type { AttachedSchema, AttachedSchemaDraft } from '@shared/shape';
import { isObject, References, type Located } from '../typescript/references';
import { isApiDocument, messageKey, payloadSchemas, type PayloadSchemas } from './asyncapi-schemas';
import { dialectOf, SchemaCompiler, type Validator } from './compile-schema';
import { expandedSize } from './expanded-size';
import { SelfContained } from './self-contained';
import type { TimeLimit } from './time-limit';

/** Longest time that a document is made ready in, ms. */
const COMPILE_MS = 3_000;
const MAX_PROBLEMS = 20;
/** Parts of a schema, references followed, times characters of a payload: more may keep the process busy for long. */
const QUICK = 200_000;
/** Keywords that say something about payloads, of which a JSON Schema has at least one. */
const KEYWORDS = [
  ...['type', 'properties', 'required', 'additionalProperties', 'patternProperties', 'items', 'prefixItems'],
  ...['enum', 'const', 'anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref', '$dynamicRef', '$recursiveRef'],
  ...['minimum', 'maximum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties'],
  ...[
    'maxProperties',
    'propertyNames',
    'contains',
    'dependentRequired',
    'dependencies',
    'uniqueItems',
    'format',
  ],
];

/** Reads JSON or YAML, bounded in depth and size. @throws StreamgaugeError */
export type DocumentReader = (text: string, name: string) => unknown;

/** A schema of a type, as something to write types of. */
export interface SchemaOfType {
  readonly references: References;
  readonly schema: Located;
}

/** A schema document at work for one source. */
export class Attached {
  readonly draft: AttachedSchemaDraft;
  readonly kind: AttachedSchema['kind'];
  readonly #document: unknown;
  readonly #api: PayloadSchemas | null;
  /** By `messageKey` for messages; the one of a JSON Schema under its own type. */
  readonly #validators = new Map<string, Validator>();
  readonly #problems = new Set<string>();
  #checked = 0;
  #broken = 0;
  #unchecked = 0;
  #stopped: string | null = null;
  /** Parts of the largest schema. */
  #size = 0;

  /** @throws StreamgaugeError `bad-document`, `bad-schema`, `not-asyncapi`, `bad-asyncapi` with a sentence that says where */
  constructor(draft: AttachedSchemaDraft, read: DocumentReader, limit: TimeLimit) {
    this.draft = draft;
    this.#document = read(draft.text, draft.name);
    this.kind = isApiDocument(this.#document) ? 'asyncapi' : 'json-schema';
    this.#api = this.kind === 'asyncapi' ? payloadSchemas(this.#document, draft.name) : null;
    const inTime = limit.within(COMPILE_MS, () => {
      if (this.#api) this.#compileMessages(this.#api);
      else this.#compileAlone();
    });
    if (!inTime) {
      throw new StreamgaugeError(
        'bad-schema',
        `${draft.name} cannot be used: making it ready takes longer than ${COMPILE_MS / 1_000} s.`,
      );
    }
  }

  /** The validator for events of a type and channel; null when the document says nothing of them. */
  validatorOf(type: string, channel: string): Validator | null {
    if (this.#stopped !== null) return null;
    if (!this.#api) {
      return this.draft.type === '' || this.draft.type === type
        ? (this.#validators.get(this.draft.type) ?? null)
        : null;
    }
    const message = this.#api.find(type, channel);
    return message ? (this.#validators.get(messageKey(message)) ?? null) : null;
  }

  /** The schema of a type; null when there is none. */
  schemaOf(type: string): SchemaOfType | null {
    if (this.#api) {
      const message = this.#api.find(type, '');
      return message?.payload ? { references: this.#api.references, schema: message.payload } : null;
    }
    if (this.draft.type !== '' && this.draft.type !== type) return null;
    return {
      references: new References(this.#document, { isSchema: true }),
      schema: { value: this.#document, pointer: '' },
    };
  }

  /** Types that it names. */
  get types(): readonly string[] {
    if (!this.#api) return [this.draft.type];
    const usable = this.#api.messages.filter((message) => this.#validators.has(messageKey(message)));
    return [...new Set(usable.map(({ type }) => type))];
  }

  /** Whether holding a payload of so many characters against it surely ends soon. */
  isQuick(length: number): boolean {
    return this.#size * length <= QUICK;
  }

  count(what: 'checked' | 'broken' | 'unchecked'): void {
    if (what === 'unchecked') this.#unchecked++;
    else {
      this.#checked++;
      if (what === 'broken') this.#broken++;
    }
  }

  /** Nothing is held against it from now on. */
  stop(sentence: string): void {
    this.#stopped = sentence;
  }

  view(): AttachedSchema {
    return {
      name: this.draft.name,
      kind: this.kind,
      types: this.types,
      checked: this.#checked,
      broken: this.#broken,
      unchecked: this.#unchecked,
      ...(this.#problems.size > 0 && { problems: [...this.#problems] }),
      ...(this.#stopped !== null && { stopped: this.#stopped }),
    };
  }

  #compileAlone(): void {
    const { name, type } = this.draft;
    const says =
      typeof this.#document === 'boolean' ||
      (isObject(this.#document) && KEYWORDS.some((key) => Object.hasOwn(this.#document as object, key)));
    if (!says) {
      throw new StreamgaugeError('bad-schema', `${name} says nothing about payloads.`, {
        hint: 'It has to be a JSON Schema, or an AsyncAPI document of version 2 or 3.',
      });
    }
    const compiler = new SchemaCompiler(dialectOf(this.#document, name), (problem) => this.#tell(problem));
    this.#validators.set(type, compiler.compile(this.#document, name));
    this.#weigh({ value: this.#document, pointer: '' }, new References(this.#document, { isSchema: true }));
  }

  #compileMessages({ references, messages }: PayloadSchemas): void {
    const compiler = new SchemaCompiler('draft-07', (problem) => this.#tell(problem));
    for (const message of messages) {
      const { type, payload } = message;
      if (payload === null) {
        this.#tell(`The message ${type} is not described by a JSON Schema.`);
        continue;
      }
      // No payload in the document: anything fits.
      if (payload.value === undefined) continue;
      const where = phrase(`The payload of ${type}`);
      try {
        const own = new SelfContained(references, (problem) =>
          this.#tell(`The payload of ${type}: ${problem}`),
        );
        this.#validators.set(messageKey(message), compiler.compile(own.of(payload), where, type));
        this.#weigh(payload, references);
      } catch (error) {
        this.#tell(
          error instanceof RangeError ? `${where} is too large to be used.` : toProblem(error).message,
        );
      }
    }
    if (this.#validators.size > 0) return;
    const [problem] = this.#problems;
    throw new StreamgaugeError(
      'bad-schema',
      [`${this.draft.name} has no message whose payload it describes.`, problem].filter(Boolean).join(' '),
    );
  }

  #weigh(schema: Located, references: References): void {
    this.#size = Math.max(this.#size, expandedSize(schema, references));
  }

  #tell(sentence: string): void {
    if (this.#problems.size < MAX_PROBLEMS) this.#problems.add(sentence);
  }
}
