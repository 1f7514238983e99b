import type { ChangingPath } from '@shared/changing-paths';
import { blanksEnd, stringEnd, unescaped, valueEnd } from './json-scan';

/** Places that are told apart; further ones are not looked at. */
const MAX_PLACES = 4_000;
const MAX_DEPTH = 32;
/** Longer texts are no numbers. */
const LONGEST_NUMBER = 34;
const NUMBER = /^"?(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)"?$/u;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** A key of a payload. It is a value itself, holds further ones, or both by turns. */
interface Place {
  readonly key: string;
  readonly parent: Place | null;
  readonly inner: Map<string, Place>;
  /** The last payload that had a value here, by its number; -1 for none. */
  seen: number;
  /** The characters of that value, as they were sent. */
  text: string;
  changes: number;
  /** Of the newest value, and all that are numbers; newest first. */
  number: ChangingPath['number'];
  readonly values: number[];
}

/**
 * Counts where payloads of a stream differ from one to the next. Values are compared as they were sent, so that numbers keep all
 * their digits; arrays are compared as a whole.
 */
export class PathChanges {
  readonly #root = place('', null);
  /** All that were values once. */
  readonly #values = new Set<Place>();
  #places = 0;
  #payloads = 0;
  /** A payload had more places than are told apart. */
  isCut = false;

  get comparisons(): number {
    return Math.max(0, this.#payloads - 1);
  }

  /** Takes in the next payload, the newest first; false for one that is no JSON object, which is left out. */
  add(payload: string): boolean {
    const start = blanksEnd(payload, 0);
    if (payload.charCodeAt(start) !== BRACE) return false;
    // Known to be whole before anything of it counts.
    const end = objectEnd(payload, start);
    if (end < 0 || blanksEnd(payload, end) !== payload.length) return false;
    this.#members(payload, start, this.#root, 1);
    for (const each of this.#values) {
      if (each.seen === this.#payloads - 1 && this.#payloads > 0) each.changes += 1;
    }
    this.#payloads += 1;
    return true;
  }

  /** Where something changed, the most often first; among equals in the order of the newest payload. */
  changing(): ChangingPath[] {
    return [...this.#values]
      .filter(({ changes }) => changes > 0)
      .sort((a, b) => b.changes - a.changes)
      .map((each) => ({
        keys: keysOf(each),
        changes: each.changes,
        here: this.#inNewest.has(each),
        number: each.number,
        values: each.number === null ? [] : [...each.values].reverse(),
      }));
  }
  readonly #inNewest = new Set<Place>();

  /** Takes in the members of the object at `from`; returns where it ends, -1 when it is broken. */
  #members(text: string, from: number, parent: Place, depth: number): number {
    let at = blanksEnd(text, from + 1);
    if (text.charCodeAt(at) === BRACE_END) {
      if (parent !== this.#root) this.#value(parent, '{}');
      return at + 1;
    }
    for (;;) {
      const keyEnd = stringEnd(text, at);
      const key = unescaped(text.slice(at + 1, keyEnd - 1));
      at = blanksEnd(text, blanksEnd(text, keyEnd) + 1);
      const here = this.#placeOf(parent, key);
      if (here && text.charCodeAt(at) === BRACE && depth < MAX_DEPTH) {
        at = this.#members(text, at, here, depth + 1);
      } else {
        const end = valueEnd(text, at);
        if (here) this.#value(here, text.slice(at, end));
        at = end;
      }
      at = blanksEnd(text, at);
      if (text.charCodeAt(at) === BRACE_END) return at + 1;
      at = blanksEnd(text, at + 1);
    }
  }

  #placeOf(parent: Place, key: string): Place | null {
    const known = parent.inner.get(key);
    if (known) return known;
    if (this.#places >= MAX_PLACES) {
      this.isCut = true;
      return null;
    }
    const made = place(key, parent);
    parent.inner.set(key, made);
    this.#places += 1;
    return made;
  }

  #value(at: Place, text: string): void {
    const now = this.#payloads;
    // A key that stands in its object twice: the first one counts.
    if (at.seen === now) return;
    if (now > 0 && (at.seen !== now - 1 || at.text !== text)) at.changes += 1;
    const digits = text.length <= LONGEST_NUMBER ? NUMBER.exec(text) : null;
    const value = digits ? Number(digits[1]) : Number.NaN;
    const isNumber = Number.isFinite(value) && text.startsWith('"') === text.endsWith('"');
    if (at.seen < 0 && isNumber) at.number = text.startsWith('"') ? 'text' : 'number';
    if (isNumber) at.values.push(value);
    if (now === 0) this.#inNewest.add(at);
    at.seen = now;
    at.text = text;
    this.#values.add(at);
  }
}

const place = (key: string, parent: Place | null): Place => ({
  key,
  parent,
  inner: new Map(),
  seen: -1,
  text: '',
  changes: 0,
  number: null,
  values: [],
});

function keysOf(at: Place): string[] {
  const keys: string[] = [];
  for (let each = at; each.parent; each = each.parent) keys.unshift(each.key);
  return keys;
}

/** Behind the object that begins at `from`, when its members, and those of objects in it, are whole; -1 otherwise. */
function objectEnd(text: string, from: number, depth = 1): number {
  let at = blanksEnd(text, from + 1);
  if (text.charCodeAt(at) === BRACE_END) return at + 1;
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) return -1;
    const keyEnd = stringEnd(text, at);
    if (keyEnd < 0) return -1;
    at = blanksEnd(text, keyEnd);
    if (text.charCodeAt(at) !== COLON) return -1;
    at = blanksEnd(text, at + 1);
    at =
      text.charCodeAt(at) === BRACE && depth < MAX_DEPTH
        ? objectEnd(text, at, depth + 1)
        : valueEnd(text, at);
    if (at < 0) return -1;
    at = blanksEnd(text, at);
    const code = text.charCodeAt(at);
    if (code === BRACE_END) return at + 1;
    if (code !== COMMA) return -1;
    at = blanksEnd(text, at + 1);
  }
}
