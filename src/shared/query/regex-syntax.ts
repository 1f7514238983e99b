import { REGEX_LENGTH_LIMIT } from './limits';
import { classEscape, complement } from './regex-classes';
import type { Ranges } from './regex-classes';
import { regexExtent } from './regex-extent';
import { QuerySyntaxError } from './syntax-error';

/**
 * A regular expression taken apart: the part of ECMAScript's syntax that an engine can run in linear time, so without
 * back references and look-around. Groups capture nothing.
 */
export type RegexNode =
  | { readonly kind: 'char'; readonly code: number }
  /** One character out of `ranges` or of the Unicode general categories `categories` (`L`, `^Nd`). */
  | {
      readonly kind: 'set';
      readonly negated: boolean;
      readonly ranges: Ranges;
      readonly categories: readonly string[];
    }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'word-edge' | 'no-word-edge' }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      /** Infinity when there is no upper bound. */
      readonly max: number;
      readonly lazy: boolean;
    };

/** Most repetitions a pair of braces can ask for, also through nesting: the bound of RE2. */
const REPEAT_LIMIT = 1_000;
/** Most parts after all counted repetitions are written out: what an automaton is made of. */
const SIZE_LIMIT = 10_000;
const DEPTH_LIMIT = 40;

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\?)?/uy;
const CATEGORY = /([pP])(?:\{([A-Z][a-z]?)\}|([A-Z]))/uy;
const KNOWN_CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfon]?)$/u;
const HEX = /(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/uy;
const LINEAR_HINT = 'Every expression runs in time proportional to the text, which rules these out.';

/**
 * Parses the source of a regular expression.
 *
 * @param offset where the source stands in the query: added to the positions of errors
 * @throws QuerySyntaxError at the very character, for syntax errors and for what cannot run in linear time
 */
export function parseRegex(source: string, flags: string, offset: number): RegexNode {
  if (source.length > REGEX_LENGTH_LIMIT) {
    throw new QuerySyntaxError(
      `The expression is longer than ${REGEX_LENGTH_LIMIT} characters.`,
      offset + REGEX_LENGTH_LIMIT,
      offset + source.length,
    );
  }
  return new RegexParser(source, flags, offset).run();
}

class RegexParser {
  #at = 0;
  #depth = 0;
  readonly #source: string;
  readonly #offset: number;
  readonly #anyCase: boolean;
  readonly #dotAll: boolean;

  constructor(source: string, flags: string, offset: number) {
    this.#source = source;
    this.#offset = offset;
    this.#anyCase = flags.includes('i');
    this.#dotAll = flags.includes('s');
  }

  run(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) this.#fail('This parenthesis closes nothing.', this.#at);
    const [copies, size] = regexExtent(node);
    if (copies > REPEAT_LIMIT || size > SIZE_LIMIT) {
      this.#fail('The repetitions of this expression multiply to too many.', 0, this.#source.length);
    }
    return node;
  }

  #choice(): RegexNode {
    const nodes = [this.#sequence()];
    while (this.#source.charAt(this.#at) === '|') {
      this.#at++;
      nodes.push(this.#sequence());
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/u.test(this.#source.charAt(this.#at))) {
      nodes.push(this.#repeated());
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  #repeated(): RegexNode {
    const start = this.#at;
    if (this.#match(QUANTIFIER)) this.#fail('There is nothing before this to repeat.', start);
    const node = this.#atom();
    const at = this.#at;
    const quantifier = this.#match(QUANTIFIER);
    if (!quantifier) return node;
    if (node.kind === 'assert') this.#fail('A position cannot be repeated.', at, at + quantifier[0].length);
    this.#at += quantifier[0].length;
    const [min, max] = bounds(quantifier);
    if (min > max) this.#fail('The smaller number comes first.', at, this.#at);
    if (min > REPEAT_LIMIT || (max > REPEAT_LIMIT && max !== Infinity)) {
      this.#fail(`At most ${REPEAT_LIMIT} repetitions can be counted.`, at, this.#at);
    }
    if (this.#match(QUANTIFIER)) this.#fail('This repeats what is a repetition already.', this.#at);
    return { kind: 'repeat', node, min, max, lazy: quantifier[4] !== undefined };
  }

  #atom(): RegexNode {
    const start = this.#at;
    const code = this.#source.codePointAt(start) ?? 0;
    const char = String.fromCodePoint(code);
    this.#at += char.length;
    if (char === '(') return this.#group(start);
    if (char === '[') return this.#set(start);
    if (char === '\\') return this.#escape(start);
    if (char === '^') return { kind: 'assert', what: 'start' };
    if (char === '$') return { kind: 'assert', what: 'end' };
    if (char === '.') return anyCharacter(this.#dotAll);
    return { kind: 'char', code };
  }

  #group(start: number): RegexNode {
    if (this.#source.charAt(this.#at) === '?') this.#groupKind(start);
    this.#depth++;
    if (this.#depth > DEPTH_LIMIT)
      this.#fail(`Groups lie more than ${DEPTH_LIMIT} deep in one another.`, start);
    const node = this.#choice();
    this.#depth--;
    if (this.#source.charAt(this.#at) !== ')') this.#fail('This parenthesis is not closed.', start);
    this.#at++;
    // A sequence of its own, so that a repetition of `(ab)` is not one of `b`.
    return { kind: 'sequence', nodes: [node] };
  }

  #groupKind(start: number): void {
    const kind = /\?(?::|<?[=!]|<[A-Za-z_]\w*>)/uy;
    const match = this.#match(kind);
    if (match && /[=!]/u.test(match[0])) {
      this.#fail(
        'Lookahead and lookbehind are not supported.',
        start,
        start + 1 + match[0].length,
        LINEAR_HINT,
      );
    }
    if (!match) {
      const hint = 'Flags come behind the last slash: /error/i.';
      this.#fail('This group has an unknown kind.', start, start + 2, hint);
    }
    this.#at += match[0].length;
  }

  #escape(start: number): RegexNode {
    const char = this.#source.charAt(this.#at);
    if (char === 'b' || char === 'B') {
      this.#at++;
      return { kind: 'assert', what: char === 'b' ? 'word-edge' : 'no-word-edge' };
    }
    const set = this.#escapedSet(start);
    return set ?? { kind: 'char', code: this.#escapedCode(start) };
  }

  /** `\d`, `\W`, `\p{L}`: what stands for more than one character. The backslash is read already. */
  #escapedSet(start: number): Extract<RegexNode, { kind: 'set' }> | null {
    const ranges = classEscape(this.#source.charAt(this.#at), this.#anyCase);
    if (ranges) {
      this.#at++;
      return { kind: 'set', negated: false, ranges, categories: [] };
    }
    if (!/[pP]/u.test(this.#source.charAt(this.#at))) return null;
    const match = this.#match(CATEGORY);
    const name = match?.[2] ?? match?.[3] ?? '';
    if (!match || !KNOWN_CATEGORY.test(name)) {
      const hint = 'General categories can be named, as in \\p{L}, \\p{Lu} or \\p{N}.';
      this.#fail('This is no known class of characters.', start, this.#at + 1, hint);
    }
    this.#at += match[0].length;
    return { kind: 'set', negated: false, ranges: [], categories: [match[1] === 'P' ? `^${name}` : name] };
  }

  #escapedCode(start: number): number {
    const hex = this.#match(HEX);
    if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
      this.#at += hex[0].length;
      if (code > 0x10ffff) this.#fail('There is no such character.', start, this.#at);
      return code;
    }
    const char = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0x5c);
    if (this.#at >= this.#source.length) this.#fail('There is nothing behind this backslash.', start);
    this.#at += char.length;
    const control = CONTROL[char];
    if (control !== undefined) return control;
    if (/[1-9k]/u.test(char)) {
      this.#fail('References to groups are not supported.', start, this.#at, LINEAR_HINT);
    }
    if (/[A-Za-z]/u.test(char)) this.#fail(`\\${char} has no meaning.`, start, this.#at);
    return char.codePointAt(0) ?? 0;
  }

  #set(start: number): RegexNode {
    const negated = this.#source.charAt(this.#at) === '^';
    if (negated) this.#at++;
    const ranges: [number, number][] = [];
    const categories: string[] = [];
    while (this.#source.charAt(this.#at) !== ']') {
      if (this.#at >= this.#source.length) this.#fail('This bracket is not closed.', start);
      const from = this.#at;
      const low = this.#setMember();
      if (typeof low !== 'number') {
        ranges.push(...low.ranges.map(([a, b]): [number, number] => [a, b]));
        categories.push(...low.categories);
        continue;
      }
      let high = low;
      if (
        this.#source.charAt(this.#at) === '-' &&
        !/^(?:-\]|-$)/u.test(this.#source.slice(this.#at, this.#at + 2))
      ) {
        this.#at++;
        const end = this.#setMember();
        if (typeof end !== 'number') this.#fail('A class cannot end a range.', from, this.#at);
        high = end;
      }
      if (high < low) this.#fail('This range runs backwards.', from, this.#at);
      ranges.push([low, high]);
    }
    this.#at++;
    if (ranges.length === 0 && categories.length === 0) {
      this.#fail('These brackets are empty.', start, this.#at);
    }
    return { kind: 'set', negated, ranges, categories };
  }

  #setMember(): number | Extract<RegexNode, { kind: 'set' }> {
    const start = this.#at;
    const code = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    if (code !== 0x5c) return code;
    if (this.#source.charAt(this.#at) === 'b') {
      this.#at++;
      return 8;
    }
    return this.#escapedSet(start) ?? this.#escapedCode(start);
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    return sticky.exec(this.#source);
  }

  #fail(message: string, from: number, to = from + 1, hint?: string): never {
    throw new QuerySyntaxError(message, this.#offset + from, this.#offset + to, hint);
  }
}

function bounds(quantifier: RegExpExecArray): [number, number] {
  const sign = quantifier[0].charAt(0);
  if (sign === '*') return [0, Infinity];
  if (sign === '+') return [1, Infinity];
  if (sign === '?') return [0, 1];
  const min = Number(quantifier[1]);
  if (quantifier[2] === undefined) return [min, min];
  return [min, quantifier[3] === '' ? Infinity : Number(quantifier[3])];
}

function anyCharacter(dotAll: boolean): RegexNode {
  const lineEnds: Ranges = [
    [10, 10],
    [13, 13],
    [0x2028, 0x2029],
  ];
  return {
    kind: 'set',
    negated: false,
    ranges: dotAll ? [[0, 0x10ffff]] : complement(lineEnds),
    categories: [],
  };
}
