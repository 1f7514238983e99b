import { elementOf, isObject, memberOf, refOf, type Located, type References } from './references';
import { docComment, pascalCase, propertyKey, type Names } from './source-text';
import { enumType, join, remarked, UNKNOWN, valueType, type Expression } from './type-expression';

/** Deepest nesting of one declaration. */
const MAX_DEPTH = 40;
/** Parts of schemas in one file. */
const MAX_PARTS = 100_000;

/** Where a type expression will stand. */
interface Place {
  /** The alias whose meaning depends on it at once; null inside of an object or list, where types may be circular. */
  readonly alias: string | null;
  readonly depth: number;
  /** Of the line that the expression begins in. */
  readonly indent: string;
}

/**
 * Turns JSON Schemas (drafts 4 to 2020-12 and their relatives in AsyncAPI and OpenAPI) into TypeScript. What `$ref`s point to
 * becomes a declaration of its own, once. What TypeScript cannot say is left out when the rest still holds (`pattern`, `not`
 * beside other keywords) and becomes `unknown` with a remark when it does not.
 */
export class SchemaTypes {
  readonly #references: References;
  readonly #names: Names;
  readonly #byPointer = new Map<string, string>();
  /** Declared, not yet written: a queue, so that a long chain of references is no deep recursion. */
  readonly #pending: { readonly name: string; readonly target: Located; readonly from: Located }[] = [];
  /** Aliases that an alias means at once: TypeScript refuses circles in them. */
  readonly #meaning = new Map<string, Set<string>>();
  #parts = 0;

  constructor(references: References, names: Names) {
    this.#references = references;
    this.#names = names;
  }

  /**
   * Declares a schema (once for each place) and gives its name. What cannot be resolved is declared as `unknown`.
   * @param wishes names, the best first
   */
  declare(schema: Located, ...wishes: readonly [string, ...string[]]): string {
    const target = this.#references.resolve(schema) ?? { value: {}, pointer: schema.pointer };
    const known = this.#byPointer.get(target.pointer);
    if (known !== undefined) return known;
    const name = this.#names.take(...wishes);
    this.#byPointer.set(target.pointer, name);
    this.#pending.push({ name, target, from: schema });
    return name;
  }

  /** Writes the declarations, in the order of their first use. */
  *write(): Generator<string> {
    // Writing one may declare more.
    for (const { name, target, from } of this.#pending) yield this.#declaration(name, target, from);
  }

  #declaration(name: string, at: Located, from: Located): string {
    const comment = docComment(describe(at.value) ?? describe(from.value));
    if (isPlainObject(at.value)) {
      const body = this.#members(at, { alias: null, depth: 0, indent: '' });
      return `${comment}export interface ${name} ${body}\n`;
    }
    const expression = this.#expression(at, { alias: name, depth: 0, indent: '' });
    return `${comment}export type ${name} = ${expression.code};\n`;
  }

  #expression(at: Located, place: Place): Expression {
    const schema = at.value;
    if (schema === false) return { code: 'never', kind: 'single' };
    if (!isObject(schema)) return UNKNOWN;
    if (++this.#parts > MAX_PARTS) return remarked('the document is too large');
    if (place.depth > MAX_DEPTH) return remarked('nested too deep');
    const inner = { ...place, depth: place.depth + 1 };

    const parts: Expression[] = [];
    if (refOf(schema) !== null) parts.push(this.#reference(at, refOf(schema)!, place));
    else if ('$dynamicRef' in schema || '$recursiveRef' in schema)
      parts.push(remarked('a dynamic reference'));
    if (Object.hasOwn(schema, 'const')) parts.push(valueType(schema['const'], 0));
    else if (Array.isArray(schema['enum'])) parts.push(enumType(schema['enum']));
    else if (saysType(schema)) parts.push(this.#typed(at, schema, inner));
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const branches = this.#branches(at, keyword, inner);
      if (branches) parts.push(join(branches, ' | ', 'union'));
    }
    const all = this.#branches(at, 'allOf', inner);
    if (all) parts.push(...all);

    const known = parts.filter(({ code }) => code !== 'unknown');
    let result = known.length > 0 ? join(known, ' & ', 'intersection') : (parts[0] ?? bare(schema));
    if (schema['nullable'] === true && result.code !== 'unknown') {
      result = join([result, { code: 'null', kind: 'single' }], ' | ', 'union');
    }
    return result;
  }

  #reference(at: Located, ref: string, place: Place): Expression {
    const target = this.#references.find(ref, at.pointer);
    if (!target) return remarked(`cannot be resolved: ${ref.slice(0, 200)}`);
    const resolved = this.#references.resolve(target);
    if (!resolved) return remarked(`leads nowhere: ${ref.slice(0, 200)}`);
    const name = this.declare(resolved, pascalCase(lastToken(target.pointer), 'Type'));
    if (place.alias !== null) {
      if (this.#means(name, place.alias)) return remarked(`circular: ${name}`);
      const meant = this.#meaning.get(place.alias) ?? new Set();
      this.#meaning.set(place.alias, meant.add(name));
    }
    return { code: name, kind: 'single' };
  }

  /** Whether one alias leads to another without an object or list between them. */
  #means(from: string, to: string): boolean {
    const seen = new Set([from]);
    // A set goes on to what is added while it is read.
    for (const name of seen) {
      if (name === to) return true;
      for (const next of this.#meaning.get(name) ?? []) seen.add(next);
    }
    return false;
  }

  #branches(at: Located, keyword: string, place: Place): Expression[] | null {
    const list = memberOf(at, keyword);
    if (!Array.isArray(list.value) || list.value.length === 0) return null;
    return list.value.map((_, i) => this.#expression(elementOf(list, i), place));
  }

  #typed(at: Located, schema: Record<string, unknown>, place: Place): Expression {
    const types = [schema['type'] ?? impliedType(schema)].flat();
    return join(
      types.map((type) => this.#ofType(at, schema, type, place)),
      ' | ',
      'union',
    );
  }

  #ofType(at: Located, schema: Record<string, unknown>, type: unknown, place: Place): Expression {
    switch (type) {
      case 'string':
      case 'boolean':
      case 'null':
        return { code: type, kind: 'single' };
      case 'number':
      case 'integer':
        return { code: 'number', kind: 'single' };
      case 'array':
        return this.#list(at, schema, { ...place, alias: null });
      case 'object':
        return { code: this.#members(at, { ...place, alias: null }), kind: 'single' };
      default:
        return remarked(`type ${JSON.stringify(type)?.slice(0, 100)}`);
    }
  }

  #list(at: Located, schema: Record<string, unknown>, place: Place): Expression {
    // `items` as a list is how drafts before 2020-12 wrote tuples.
    const keyword = Array.isArray(schema['prefixItems']) ? 'prefixItems' : 'items';
    const first = memberOf(at, keyword);
    if (!Array.isArray(first.value)) {
      const item = this.#expression(memberOf(at, 'items'), place);
      return { code: item.kind === 'single' ? `${item.code}[]` : `(${item.code})[]`, kind: 'single' };
    }
    const minimum = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const items = first.value.map((_, i) => {
      const { code, kind } = this.#expression(elementOf(first, i), place);
      return i < minimum ? code : `${kind === 'single' ? code : `(${code})`}?`;
    });
    const rest = memberOf(at, keyword === 'items' ? 'additionalItems' : 'items');
    const isFull = typeof schema['maxItems'] === 'number' && schema['maxItems'] <= items.length;
    if (rest.value !== false && !isFull) {
      const { code, kind } = this.#expression(rest, place);
      items.push(`...${kind === 'single' ? code : `(${code})`}[]`);
    }
    return { code: `[${items.join(', ')}]`, kind: 'single' };
  }

  #members(at: Located, place: Place): string {
    const schema = at.value as Record<string, unknown>;
    const indent = `${place.indent}  `;
    const inner = { alias: null, depth: place.depth + 1, indent };
    const properties = memberOf(at, 'properties');
    const names = isObject(properties.value) ? Object.keys(properties.value) : [];
    const required = new Set(
      Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [],
    );
    const lines = names.map((name) => {
      const property = memberOf(properties, name);
      const { code } = this.#expression(property, inner);
      const mark = required.has(name) ? '' : '?';
      return `${docComment(describe(property.value), indent)}${indent}${propertyKey(name)}${mark}: ${code};\n`;
    });
    for (const name of required)
      if (!names.includes(name)) lines.push(`${indent}${propertyKey(name)}: unknown;\n`);
    const others = this.#others(at, inner, lines.length === 0);
    if (others !== null) lines.push(`${indent}[key: string]: ${others};\n`);
    return lines.length === 0 ? '{}' : `{\n${lines.join('')}${place.indent}}`;
  }

  /** The type of properties that are not named; null for none. */
  #others(at: Located, place: Place, alone: boolean): string | null {
    const additional = memberOf(at, 'additionalProperties');
    const patterns = memberOf(at, 'patternProperties');
    const forms = isObject(patterns.value)
      ? Object.keys(patterns.value).map((key) => memberOf(patterns, key))
      : [];
    const isOpen = isObject(additional.value) || additional.value === true;
    if (isOpen) forms.push(additional);
    if (forms.length === 0) {
      if (additional.value === false) return alone ? 'never' : null;
      return alone ? 'unknown' : null;
    }
    // An index signature speaks of the named properties too, which may have other types.
    if (!alone || (additional.value !== false && !isOpen)) return 'unknown';
    return join(
      forms.map((form) => this.#expression(form, place)),
      ' | ',
      'union',
    ).code;
  }
}

/** Whether data of this schema can be a text; `unknown` can. */
export function acceptsText(references: References, at: Located, depth = 0): boolean {
  const schema = references.resolve(at)?.value;
  if (!isObject(schema) || depth > 10) return schema !== false;
  if (Object.hasOwn(schema, 'const')) return typeof schema['const'] === 'string';
  if (Array.isArray(schema['enum'])) return schema['enum'].some((value) => typeof value === 'string');
  if (saysType(schema)) return [schema['type'] ?? impliedType(schema)].flat().includes('string');
  const located = references.resolve(at)!;
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const list = memberOf(located, keyword);
    if (!Array.isArray(list.value) || list.value.length === 0) continue;
    const accepts = list.value.map((_, i) => acceptsText(references, elementOf(list, i), depth + 1));
    return keyword === 'allOf' ? accepts.every(Boolean) : accepts.some(Boolean);
  }
  return true;
}

/** An object without anything that an interface cannot say. */
function isPlainObject(schema: unknown): boolean {
  if (!isObject(schema) || refOf(schema) !== null || schema['nullable'] === true) return false;
  if (
    ['const', 'enum', 'anyOf', 'oneOf', 'allOf', '$dynamicRef', '$recursiveRef'].some((key) => key in schema)
  )
    return false;
  return (schema['type'] ?? impliedType(schema)) === 'object';
}

function saysType(schema: Record<string, unknown>): boolean {
  return schema['type'] !== undefined || impliedType(schema) !== null;
}

/** Schemas often leave out the type that their keywords speak of. */
function impliedType(schema: Record<string, unknown>): string | null {
  const has = (...keys: string[]): boolean => keys.some((key) => key in schema);
  if (has('properties', 'additionalProperties', 'patternProperties', 'required')) return 'object';
  if (has('items', 'prefixItems')) return 'array';
  return null;
}

function bare(schema: Record<string, unknown>): Expression {
  const unsupported = ['not', 'if', 'dependentSchemas', 'contains'].find((key) => key in schema);
  return unsupported === undefined ? UNKNOWN : remarked(`only says ${unsupported}`);
}

function describe(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  const text = schema['description'] ?? schema['title'];
  return typeof text === 'string' ? text : undefined;
}

function lastToken(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
