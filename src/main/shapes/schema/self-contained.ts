import { cutText } from '@shared/text';
import { isObject, memberOf, elementOf, type Located, type References } from '../typescript/references';

/** Keywords whose values are data, not schemas. */
const DATA = new Set(['const', 'enum', 'default', 'example', 'examples']);
/** Keywords whose values have a schema for each of their keys. */
const BY_NAME = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);
/** Names of schemas, and their stores: what is referred to is brought along. */
const LEFT_OUT = new Set([
  '$id',
  'id',
  '$schema',
  '$anchor',
  '$defs',
  'definitions',
  '$dynamicAnchor',
  '$recursiveAnchor',
]);
const MAX_DEPTH = 100;
const MAX_PARTS = 100_000;

/** A schema out of a document, with everything it refers to. Circles stay circles. */
export class SelfContained {
  readonly #references: References;
  readonly #onProblem: (sentence: string) => void;

  constructor(references: References, onProblem: (sentence: string) => void) {
    this.#references = references;
    this.#onProblem = onProblem;
  }

  /** References that lead nowhere, or out of the document, allow everything. */
  of(schema: Located): unknown {
    const names = new Map<string, string>();
    const pending: Located[] = [];
    let parts = 0;
    const nameOf = (target: Located): string => {
      const known = names.get(target.pointer);
      if (known !== undefined) return known;
      const name = String(names.size);
      names.set(target.pointer, name);
      pending.push(target);
      return name;
    };
    const copy = (at: Located, depth: number): unknown => {
      if (depth > MAX_DEPTH || ++parts > MAX_PARTS) throw new RangeError('The schema is too large.');
      if (Array.isArray(at.value)) return at.value.map((_, i) => copy(elementOf(at, i), depth + 1));
      if (!isObject(at.value)) return at.value;
      const made: Record<string, unknown> = {};
      for (const key of Object.keys(at.value)) {
        if (LEFT_OUT.has(key)) continue;
        const child = memberOf(at, key);
        if (key === '$ref' && typeof child.value === 'string') {
          const target = this.#references.find(child.value, at.pointer);
          if (target) made['$ref'] = `#/$defs/${nameOf(target)}`;
          else
            this.#onProblem(
              `The reference ${cutText(child.value, 200)} leads nowhere; what it stands for is not checked.`,
            );
        } else if (DATA.has(key)) put(made, key, child.value);
        else if (BY_NAME.has(key) && isObject(child.value)) {
          const named: Record<string, unknown> = {};
          for (const name of Object.keys(child.value))
            put(named, name, copy(memberOf(child, name), depth + 2));
          made[key] = named;
        } else put(made, key, copy(child, depth + 1));
      }
      return made;
    };
    const root = copy(schema, 0);
    if (!isObject(root)) return root;
    const defs: Record<string, unknown> = {};
    for (const target of pending) defs[names.get(target.pointer)!] = copy(target, 0);
    return { ...root, $defs: defs };
  }
}

/** As an own member, whatever it is called. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
