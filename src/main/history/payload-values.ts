import { readFieldPath } from '@shared/field-path';
import { FIELD_REACH, FIELD_VALUE_LENGTH, type FieldValues } from '@shared/stream-event';
import { MAX_FIELD_PATH } from '@shared/table-layout';
import { cutText } from '@shared/text';
import { blanksEnd, stringEnd, unescaped, valueEnd } from './json-scan';
import { withSkips, type Positions } from './query/payload-path';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** Values that lie deeper are not found. */
const MAX_DEPTH = 64;
/** Characters that one of a string can take in JSON: `\u0041`. */
const LONGEST_CHARACTER = 6;
/** What begins like a key of a path and is longer in JSON is none. */
const LONGEST_KEY = LONGEST_CHARACTER * (MAX_FIELD_PATH + 1);

interface Target {
  readonly path: string;
  /** What is found at this depth or above cannot be found better. */
  readonly bestDepth: number;
}

interface Pattern {
  readonly keys: readonly string[];
  /** By position: that one, and those that `**` can stand for nothing before. */
  readonly reached: readonly Positions[];
  readonly target: number;
}

/**
 * Finds what payloads have at some paths, as the query language has them: `*` is any one key, `**` any number of them, arrays
 * are passed through to their elements, and `data.` at the beginning can be left out. Of several values the one nearest to
 * the root is taken, and of those the first.
 *
 * The text is scanned once for all paths, and only as far as it takes; nothing is made of what nobody asked for, so that
 * numbers keep all their digits and a large payload costs no memory. Takes time proportional to `FIELD_REACH` at most.
 */
export class PayloadValues {
  readonly #targets: readonly Target[];
  readonly #patterns: readonly Pattern[];
  /** Of every pattern at every depth: see `Positions`. */
  readonly #positions: Int32Array;
  readonly #start: readonly Positions[];
  readonly #depths: Float64Array;
  #found: (string | null)[] = [];
  #text = '';
  #open = 0;
  #tooDeep = false;

  /** @param paths those that cannot be read lead nowhere */
  constructor(paths: readonly string[]) {
    const targets: Target[] = [];
    const patterns: Pattern[] = [];
    for (const path of new Set(paths)) {
      const keys = readFieldPath(path);
      if (!keys) continue;
      const target = targets.length;
      const own = keys[0] === 'data' && keys.length > 1 ? [keys.slice(1), keys] : [keys];
      for (const each of own) patterns.push({ keys: each, reached: reachedFrom(each), target });
      targets.push({ path, bestDepth: bestDepth(own) });
    }
    this.#targets = targets;
    this.#patterns = patterns;
    this.#start = patterns.map(({ reached }) => reached[0]!);
    this.#positions = new Int32Array((MAX_DEPTH + 1) * patterns.length);
    this.#depths = new Float64Array(targets.length);
  }

  /** As `of`, of a payload that nobody looked into. */
  get notLooked(): FieldValues {
    return Object.fromEntries(this.#targets.map(({ path }) => [path, '']));
  }

  /** What an event's data has at the paths. Of data that is no JSON object or array, or breaks off, nothing is said. */
  of(data: string): FieldValues {
    this.#text = data.length > FIELD_REACH ? data.slice(0, FIELD_REACH) : data;
    this.#found = this.#targets.map(() => null);
    this.#depths.fill(Infinity);
    this.#open = this.#targets.length;
    this.#tooDeep = false;
    this.#start.forEach((positions, pattern) => (this.#positions[pattern] = positions));
    const start = blanksEnd(this.#text, 0);
    const code = this.#text.charCodeAt(start);
    const isWhole = (code !== BRACE && code !== BRACKET) || this.#value(start, 0) >= 0 || this.#open === 0;
    const isCut = data.length > FIELD_REACH;
    this.#text = '';
    if (!isWhole && !isCut) return {};
    const values: Record<string, string> = {};
    this.#targets.forEach(({ path }, target) => {
      const value = this.#found[target] ?? (isCut || this.#tooDeep ? '' : null);
      if (value !== null) values[path] = value;
    });
    return values;
  }

  /** Looks through the value at `at`; returns where it ends, -1 when it does not or when there is nothing left to find. */
  #value(at: number, depth: number): number {
    const text = this.#text;
    const code = text.charCodeAt(at);
    this.#take(at, depth);
    if (this.#open === 0) return -1;
    if ((code !== BRACE && code !== BRACKET) || !this.#leadsOn(depth)) return valueEnd(text, at);
    if (depth === MAX_DEPTH) {
      this.#tooDeep = true;
      return valueEnd(text, at);
    }
    return this.#members(at, depth, code === BRACE);
  }

  #members(from: number, depth: number, isObject: boolean): number {
    const text = this.#text;
    const close = isObject ? BRACE_END : BRACKET_END;
    let at = blanksEnd(text, from + 1);
    if (text.charCodeAt(at) === close) return at + 1;
    for (let index = 0; ; index++) {
      let key: string;
      if (isObject) {
        if (text.charCodeAt(at) !== QUOTE) return -1;
        const end = stringEnd(text, at);
        if (end < 0) return -1;
        key = unescaped(text.slice(at + 1, Math.min(end - 1, at + LONGEST_KEY)));
        at = blanksEnd(text, end);
        if (text.charCodeAt(at) !== COLON) return -1;
        at = blanksEnd(text, at + 1);
      } else key = String(index);
      this.#step(depth, key, !isObject);
      at = this.#value(at, depth + 1);
      if (at < 0) return -1;
      at = blanksEnd(text, at);
      const code = text.charCodeAt(at);
      if (code === close) return at + 1;
      if (code !== COMMA) return -1;
      at = blanksEnd(text, at + 1);
    }
  }

  /** Where the patterns stand after one key more. What could only be found deeper than what is known is given up. */
  #step(depth: number, key: string, isIndex: boolean): void {
    const { length } = this.#patterns;
    for (let i = 0; i < length; i++) {
      const pattern = this.#patterns[i]!;
      const here = this.#positions[depth * length + i]!;
      const gone = here === 0 || depth + 1 >= this.#depths[pattern.target]!;
      this.#positions[(depth + 1) * length + i] = gone ? 0 : next(here, key, pattern) | (isIndex ? here : 0);
    }
  }

  #leadsOn(depth: number): boolean {
    const { length } = this.#patterns;
    for (let i = 0; i < length; i++) {
      const { target } = this.#patterns[i]!;
      if (this.#positions[depth * length + i] !== 0 && depth + 1 < this.#depths[target]!) return true;
    }
    return false;
  }

  /** Takes the value at `at` for all patterns that lead here. */
  #take(at: number, depth: number): void {
    const { length } = this.#patterns;
    for (let i = 0; i < length; i++) {
      const { keys, target } = this.#patterns[i]!;
      const end = 1 << keys.length;
      if ((this.#positions[depth * length + i]! & end) === 0 || depth >= this.#depths[target]!) continue;
      const words = wordsAt(this.#text, at);
      if (words === null) continue;
      this.#found[target] = words;
      this.#depths[target] = depth;
      if (depth > this.#targets[target]!.bestDepth) continue;
      this.#depths[target] = -1;
      this.#open--;
    }
  }
}

const reachedFrom = (keys: readonly string[]): Positions[] =>
  Array.from({ length: keys.length + 1 }, (_, i) => withSkips(1 << i, keys));

/** The depth at which nothing better can be found: for a single path without `**` any. */
function bestDepth(patterns: readonly (readonly string[])[]): number {
  const [first] = patterns;
  if (patterns.length === 1 && !first!.includes('**')) return Infinity;
  return Math.min(...patterns.map((keys) => keys.filter((key) => key !== '**').length));
}

/** The value that begins at `at`, as `FieldValues` has it; null when the text breaks off within it. */
function wordsAt(text: string, at: number): string | null {
  const isText = text.charCodeAt(at) === QUOTE;
  const most = at + (isText ? LONGEST_CHARACTER : 1) * (FIELD_VALUE_LENGTH + 1);
  const piece = text.slice(at, most);
  const end = valueEnd(piece, 0);
  if (end < 0 && most >= text.length) return null;
  return isText
    ? `"${cutText(unescaped(piece.slice(1, end < 0 ? undefined : end - 1)), FIELD_VALUE_LENGTH)}`
    : cutText(end < 0 ? piece : piece.slice(0, end), FIELD_VALUE_LENGTH);
}

/** As `step` of the queries, but with nothing made anew: it runs for every key of every event that shows. */
function next(here: Positions, key: string, { keys, reached }: Pattern): Positions {
  let positions = 0;
  for (let i = 0, rest = here; rest !== 0; i++, rest >>>= 1) {
    if ((rest & 1) === 0) continue;
    const wanted = keys[i];
    if (wanted === '**') positions |= reached[i]!;
    else if (wanted === '*' || wanted === key) positions |= reached[i + 1]!;
  }
  return positions;
}
