/**
 * A JSON text as flat rows that point into it. Nothing is converted: a number is the characters that were sent
 * (`9007199254740993`, `1e400`, `-0` stay what they are), keys keep their order, also `__proto__` and duplicates.
 * Syntax: RFC 8259.
 */

export const MAX_JSON_DEPTH = 512;
/** 16 MiB of short values; each costs some 50 bytes while the event is open. */
export const MAX_JSON_NODES = 1_000_000;

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal';
export const JSON_KINDS: readonly JsonKind[] = ['object', 'array', 'string', 'number', 'literal'];

/** Nodes in wire order, as columns. Node 0 is the root; a container's children follow it directly. */
export interface JsonDocument {
  readonly source: string;
  readonly count: number;
  /** Index into `JSON_KINDS`. */
  readonly kind: readonly number[];
  readonly depth: readonly number[];
  readonly parent: readonly number[];
  /** Where the value is in `source`. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** Where the key is, with its quotes; -1 in arrays and for the root. */
  readonly keyStart: readonly number[];
  readonly keyEnd: readonly number[];
  /** Children of a container, and its place among its parent's children. */
  readonly children: readonly number[];
  readonly position: readonly number[];
  /** The node after everything inside this one. */
  readonly next: readonly number[];
  /** Nodes whose key stands in the same object more than once. */
  readonly duplicates: ReadonlySet<number>;
}

export type JsonResult =
  { readonly ok: true; readonly document: JsonDocument } | { readonly ok: false; readonly fault: JsonFault };

/** Why there is no tree. */
export type JsonFault =
  | { readonly kind: 'empty' | 'plain' | 'cut' | 'many' | 'deep' }
  /** `found`: the character, or its code point. `at`: its place, from 1. */
  | { readonly kind: 'unexpected'; readonly found: string; readonly at: number };

class NotJson extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** Reads a JSON text in slices, so that a large one never holds the page up. */
export class JsonReader {
  readonly #source: string;
  #at = 0;
  #result: JsonResult | null = null;

  readonly #kind: number[] = [];
  readonly #depth: number[] = [];
  readonly #parent: number[] = [];
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #keyStart: number[] = [];
  readonly #keyEnd: number[] = [];
  readonly #children: number[] = [];
  readonly #position: number[] = [];
  readonly #next: number[] = [];
  readonly #duplicates = new Set<number>();

  /** Open containers, and for objects the node that had each key first. */
  readonly #open: { readonly node: number; readonly keys: Map<string, number> | null }[] = [];
  #expect: 'value' | 'first' | 'next' = 'value';

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads until the end or until `goOn` says no (asked every few hundred tokens). Null when there is more to read. */
  read(goOn: () => boolean = () => true): JsonResult | null {
    try {
      for (let tokens = 1; this.#result === null; tokens++) {
        if (tokens % 512 === 0 && !goOn()) return null;
        this.#step();
      }
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      this.#result = { ok: false, fault: error.fault };
    }
    return this.#result;
  }

  #step(): void {
    this.#skipSpace();
    const container = this.#open.at(-1);
    if (!container) {
      if (this.#expect === 'value') this.#value(-1, -1);
      else if (this.#at < this.#source.length) this.#unexpected();
      else this.#finish();
      return;
    }
    const isObject = container.keys !== null;
    const closing = isObject ? '}' : ']';
    const char = this.#source[this.#at];
    if (char === closing && this.#expect !== 'value') {
      this.#at += 1;
      this.#open.pop();
      this.#end[container.node] = this.#at;
      this.#next[container.node] = this.#kind.length;
      this.#expect = 'next';
      return;
    }
    if (this.#expect === 'next') {
      if (char !== ',') this.#unexpected();
      this.#at += 1;
      this.#skipSpace();
    }
    if (!isObject) {
      this.#value(-1, -1);
      return;
    }
    const keyStart = this.#at;
    if (this.#source[keyStart] !== '"') this.#unexpected();
    this.#string();
    const keyEnd = this.#at;
    this.#skipSpace();
    if (this.#source[this.#at] !== ':') this.#unexpected();
    this.#at += 1;
    this.#skipSpace();
    this.#value(keyStart, keyEnd);
  }

  #value(keyStart: number, keyEnd: number): void {
    const node = this.#kind.length;
    if (node >= MAX_JSON_NODES) throw new NotJson({ kind: 'many' });
    const parent = this.#open.at(-1);
    const start = this.#at;
    const char = this.#source[start];
    this.#depth.push(this.#open.length);
    this.#parent.push(parent?.node ?? -1);
    this.#position.push(parent ? this.#children[parent.node]! : 0);
    if (parent) this.#children[parent.node]! += 1;
    this.#start.push(start);
    this.#keyStart.push(keyStart);
    this.#keyEnd.push(keyEnd);
    this.#children.push(0);
    this.#end.push(0);
    this.#next.push(node + 1);
    if (parent?.keys && keyStart >= 0) this.#noteKey(parent.keys, node, keyStart, keyEnd);
    this.#expect = 'next';
    if (char === '{' || char === '[') {
      if (this.#open.length >= MAX_JSON_DEPTH) throw new NotJson({ kind: 'deep' });
      this.#kind.push(char === '{' ? 0 : 1);
      this.#open.push({ node, keys: char === '{' ? new Map() : null });
      this.#at += 1;
      this.#expect = 'first';
      return;
    }
    if (char === '"') {
      this.#kind.push(2);
      this.#string();
    } else {
      this.#scalar();
    }
    this.#end[node] = this.#at;
  }

  #scalar(): void {
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#source);
    if (number) {
      this.#kind.push(3);
      this.#at += number[0].length;
      return;
    }
    const literal = LITERALS.find((word) => this.#source.startsWith(word, this.#at));
    if (literal === undefined) return this.#unexpected();
    this.#kind.push(4);
    this.#at += literal.length;
  }

  #noteKey(keys: Map<string, number>, node: number, keyStart: number, keyEnd: number): void {
    const key = decodeString(this.#source, keyStart, keyEnd);
    const first = keys.get(key);
    if (first === undefined) keys.set(key, node);
    else this.#duplicates.add(first).add(node);
  }

  #string(): void {
    const source = this.#source;
    for (let i = this.#at + 1; i < source.length; i++) {
      const code = source.charCodeAt(i);
      if (code === 0x22) {
        this.#at = i + 1;
        return;
      }
      if (code < 0x20) this.#unexpected(i);
      if (code === 0x5c) {
        i += 1;
        ESCAPE.lastIndex = i;
        if (!ESCAPE.test(source)) this.#unexpected(i);
        if (source[i] === 'u') i += 4;
      }
    }
    this.#unexpected(source.length);
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#source.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #unexpected(at = this.#at): never {
    if (at >= this.#source.length) throw new NotJson({ kind: this.#source.trim() === '' ? 'empty' : 'cut' });
    if (at === this.#source.search(/\S/u) && !/[{["\-\d]/u.test(this.#source[at]!))
      throw new NotJson({ kind: 'plain' });
    const char = String.fromCodePoint(this.#source.codePointAt(at)!);
    const printable = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(char);
    const found = printable
      ? `"${char}"`
      : `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    throw new NotJson({ kind: 'unexpected', found, at: at + 1 });
  }

  #finish(): void {
    this.#result = {
      ok: true,
      document: {
        source: this.#source,
        count: this.#kind.length,
        kind: this.#kind,
        depth: this.#depth,
        parent: this.#parent,
        start: this.#start,
        end: this.#end,
        keyStart: this.#keyStart,
        keyEnd: this.#keyEnd,
        children: this.#children,
        position: this.#position,
        next: this.#next,
        duplicates: this.#duplicates,
      },
    };
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/uy;
const LITERALS = ['true', 'false', 'null'];

/** Reads a JSON text at once: for short ones and tests. */
export function readJson(source: string): JsonResult {
  return new JsonReader(source).read()!;
}

/** What a string in the source (given with its quotes) stands for. */
function decodeString(source: string, start: number, end: number): string {
  const inner = source.slice(start + 1, end - 1);
  return inner.includes('\\') ? (JSON.parse(`"${inner}"`) as string) : inner;
}

export const kindOf = (doc: JsonDocument, node: number): JsonKind => JSON_KINDS[doc.kind[node]!]!;
export const isContainer = (doc: JsonDocument, node: number): boolean => doc.kind[node]! <= 1;

/** The key of a node in its object, its index in its array, or null for the root. */
export function keyOf(doc: JsonDocument, node: number): string | number | null {
  if (doc.parent[node] === -1) return null;
  if (doc.keyStart[node] === -1) return doc.position[node]!;
  return decodeString(doc.source, doc.keyStart[node]!, doc.keyEnd[node]!);
}

/** The characters of a value exactly as they were sent. */
export const sourceOf = (doc: JsonDocument, node: number): string =>
  doc.source.slice(doc.start[node], doc.end[node]);

/** A value as text: a string without its quotes and escapes, everything else as it was sent. */
export function textOf(doc: JsonDocument, node: number): string {
  return doc.kind[node] === 2
    ? decodeString(doc.source, doc.start[node]!, doc.end[node]!)
    : sourceOf(doc, node);
}

/** The nodes directly inside a container, in order. */
export function* childrenOf(doc: JsonDocument, node: number): Generator<number> {
  let child = node + 1;
  for (let i = 0; i < doc.children[node]!; i++) {
    yield child;
    child = doc.next[child]!;
  }
}
