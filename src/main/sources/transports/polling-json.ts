/**
 * JSON as text. Values keep the exact characters they came in: numbers beyond 2^53, order of keys, spelling. All
 * functions take text that `JSON.parse` has accepted.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Deeper values are compared as they are spelled. */
const MAX_CANONICAL_DEPTH = 100;

/**
 * The text of the value at `path`, keys and indexes joined by dots (`data.items`); `''` for the whole.
 * Null when there is none. Of a key that occurs twice the last counts, as in `JSON.parse`.
 */
export function valueAt(text: string, path: string): string | null {
  let from = skipSpace(text, 0);
  if (path !== '') {
    for (const key of path.split('.')) {
      const next = childAt(text, from, key);
      if (next === null) return null;
      from = next;
    }
  }
  return text.slice(from, valueEnd(text, from));
}

/** A string's characters, a number's digits; null for anything else. */
export function scalar(value: string | null): string | null {
  if (value === null) return null;
  if (value.charCodeAt(0) === QUOTE) return JSON.parse(value) as string;
  return /^-?\d/u.test(value) ? value : null;
}

/** The texts of an array's elements; null when `value` is no array. */
export function elementsOf(value: string | null): string[] | null {
  if (value?.[0] !== '[') return null;
  const elements: string[] = [];
  for (const { start, end } of children(value, 0)) elements.push(value.slice(start, end));
  return elements;
}

/** The same text for the same value, whatever the order of its keys and the space between. */
export function canonicalText(value: string): string {
  return canonical(value, skipSpace(value, 0), 0) ?? value;
}

function canonical(text: string, from: number, depth: number): string | null {
  const first = text[from];
  if (first !== '{' && first !== '[') return text.slice(from, valueEnd(text, from));
  if (depth === MAX_CANONICAL_DEPTH) return null;
  const parts: string[] = [];
  for (const { key, start } of children(text, from)) {
    const part = canonical(text, start, depth + 1);
    if (part === null) return null;
    parts.push(key === null ? part : `${key}:${part}`);
  }
  return first === '[' ? `[${parts.join()}]` : `{${parts.sort().join()}}`;
}

interface Child {
  /** With its quotes; null in an array. */
  readonly key: string | null;
  readonly start: number;
  readonly end: number;
}

function childAt(text: string, from: number, key: string): number | null {
  let found: number | null = null;
  let index = 0;
  for (const child of children(text, from)) {
    const name = child.key === null ? String(index++) : (JSON.parse(child.key) as string);
    if (name === key) found = child.start;
  }
  return found;
}

function* children(text: string, from: number): Generator<Child, void> {
  const isObject = text[from] === '{';
  if (!isObject && text[from] !== '[') return;
  let at = skipSpace(text, from + 1);
  while (text[at] !== '}' && text[at] !== ']') {
    let key: string | null = null;
    if (isObject) {
      const end = stringEnd(text, at);
      key = text.slice(at, end);
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const end = valueEnd(text, at);
    yield { key, start: at, end };
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

/** Without recursion: the text may nest as deep as it is long. */
function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !/[\s,\]}]/u.test(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  for (let at = from; ;) {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at);
      continue;
    }
    at++;
    if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at;
    if (at > text.length) return text.length;
  }
}

function stringEnd(text: string, from: number): number {
  for (let at = from; ;) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}
