import type { JsonPath } from './json-path';

/*
 * Parts of a JSON text as the text they are. Parsing and writing again would change what was sent: integers above 2^53,
 * `1.0`, the spaces. Every text here is one that JSON.parse has taken, so nothing is checked again.
 */

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;

/** The text of the value at a path, undefined for nothing. Of members of one name the last counts, as in JSON.parse. */
export function sliceAt(json: string, path: JsonPath): string | undefined {
  let start = afterSpace(json, 0);
  let end = -1;
  for (const step of path) {
    const isArray = json.charCodeAt(start) === OPEN_ARRAY;
    if (!isArray && json.charCodeAt(start) !== OPEN_OBJECT) return undefined;
    let found = -1;
    let index = 0;
    eachChild(json, start, (name, from, to) => {
      if (isArray ? String(index++) !== step : !isNamed(json, name, step)) return true;
      found = from;
      end = to;
      return !isArray;
    });
    if (found === -1) return undefined;
    start = found;
  }
  return json.slice(start, end === -1 ? endOf(json, start) : end);
}

/** The texts of an array's elements; null for a value that is no array, or one of more than `max`. */
export function elementsOf(json: string, max: number): string[] | null {
  const open = afterSpace(json, 0);
  if (json.charCodeAt(open) !== OPEN_ARRAY) return null;
  const elements: string[] = [];
  let tooMany = false;
  eachChild(json, open, (_, start, end) => {
    tooMany = elements.length === max;
    if (!tooMany) elements.push(json.slice(start, end));
    return !tooMany;
  });
  return tooMany ? null : elements;
}

/** A value as the data of an event: a string as what it says, everything else as the JSON it is. */
export function dataOf(slice: string): string {
  return slice.charCodeAt(0) === QUOTE ? (JSON.parse(slice) as string) : slice;
}

/** Whether the string that starts here says this. */
function isNamed(json: string, at: number, name: string): boolean {
  const end = endOfString(json, at);
  const inside = json.slice(at + 1, end - 1);
  return inside.includes('\\') ? JSON.parse(json.slice(at, end)) === name : inside === name;
}

/**
 * Calls back with the start of the name (of no meaning in an array) and the ends of the value of each child, until it is
 * told false.
 */
function eachChild(
  json: string,
  open: number,
  visit: (name: number, start: number, end: number) => boolean,
): void {
  const named = json.charCodeAt(open) === OPEN_OBJECT;
  for (let at = afterSpace(json, open + 1); ;) {
    const code = json.charCodeAt(at);
    if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) return;
    const name = at;
    // Over the colon.
    if (named) at = afterSpace(json, afterSpace(json, endOfString(json, at)) + 1);
    const end = endOf(json, at);
    if (!visit(name, at, end)) return;
    at = afterSpace(json, end);
    if (json.charCodeAt(at) === COMMA) at = afterSpace(json, at + 1);
  }
}

/** Where the value that starts here ends. Does not recurse: hostile texts are nested deeper than the stack holds. */
function endOf(json: string, start: number): number {
  const first = json.charCodeAt(start);
  if (first === QUOTE) return endOfString(json, start);
  if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) {
    let at = start;
    for (; at < json.length; at++) {
      const code = json.charCodeAt(at);
      if (code <= SPACE || code === COMMA || code === CLOSE_ARRAY || code === CLOSE_OBJECT) break;
    }
    return at;
  }
  let depth = 0;
  for (let at = start; ;) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    if (code === OPEN_ARRAY || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
    at++;
    if (depth === 0) return at;
  }
}

function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = json.indexOf('"', at);
    let before = at - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    // After an even number of backslashes the quote is one.
    if ((at - before) % 2 === 1) return at + 1;
  }
}

function afterSpace(json: string, start: number): number {
  let at = start;
  while (at < json.length && json.charCodeAt(at) <= SPACE) at++;
  return at;
}
