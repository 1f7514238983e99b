import { QUERY_LENGTH_LIMIT, REGEX_LENGTH_LIMIT } from './limits';

/** Where a lexeme stands, in UTF-16 offsets; `to` is exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The smallest parts of a query that mean something. White space lies between them. */
export type Lexeme = Span &
  (
    | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'range-to' }
    | { readonly kind: 'field'; readonly path: readonly PathSegment[] }
    | { readonly kind: 'comparison'; readonly operator: '>' | '>=' | '<' | '<=' | '~' }
    | { readonly kind: 'range-open'; readonly inclusive: boolean }
    | { readonly kind: 'range-close'; readonly inclusive: boolean }
    | {
        readonly kind: 'word';
        /** Without the escapes. */
        readonly text: string;
        /** With `*` and `?` as wildcards, `\` before those that are not: null where there is no wildcard. */
        readonly pattern: string | null;
      }
    | { readonly kind: 'quoted'; readonly text: string; readonly closed: boolean }
    | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  );

export interface PathSegment {
  readonly name: string;
  readonly quoted: boolean;
}

/** The lexeme of one kind. */
export type LexemeOf<K extends Lexeme['kind']> = Extract<Lexeme, { readonly kind: K }>;

const SPACE = /\s/u;
const QUOTED = /"(?:[^"\\]|\\[^])*"/uy;
const NAME = String.raw`[\p{L}\p{M}\p{N}_$@#*-]+`;
const FIRST_NAME = String.raw`[\p{L}_$@#*][\p{L}\p{M}\p{N}_$@#*-]*`;
const QUOTED_NAME = String.raw`"(?:[^"\\]|\\[^])*"`;
const FIELD = new RegExp(`(?:${FIRST_NAME}|${QUOTED_NAME})(?:\\.(?:${NAME}|${QUOTED_NAME}))*:`, 'uy');
const SEGMENT = new RegExp(`${QUOTED_NAME}|${NAME}`, 'uy');
const KEYWORD = /(?:AND|OR|NOT|&&|\|\|)(?=[\s()]|$)/uy;
const KEYWORDS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  AND: 'and',
  '&&': 'and',
  OR: 'or',
  '||': 'or',
  NOT: 'not',
};
const COMPARISON = /[<>]=?|~/uy;
/** The flags of an expression, which must end the term: `/api/users` is a text. */
const REGEX_FLAGS = /[imsu]*(?=[\s()]|$)/uy;
/** How far the end of an expression is looked for, so that a row of slashes does not take quadratic time. */
const REGEX_REACH = 2 * REGEX_LENGTH_LIMIT;
const RANGE_TO = /TO(?=\s|$)/uy;

/** Without the escapes of a quoted text: a backslash stands before `"` and `\` only. */
export function unquote(quoted: string): string {
  return quoted.replace(/\\(["\\])/gu, '$1');
}

/** Whether a wildcard pattern asks for nothing in particular. */
export function isAnything(pattern: string | null): boolean {
  return pattern !== null && /^\*+$/u.test(pattern);
}

/**
 * Takes a query apart, in order and without overlap. Never throws and takes linear time: what cannot be right (an
 * unclosed quote, a stray parenthesis) still becomes lexemes, so that half a query can be highlighted while it is
 * typed. Text behind `QUERY_LENGTH_LIMIT` is left out.
 */
export function lexemesOf(text: string): Lexeme[] {
  return new Lexer(text.slice(0, QUERY_LENGTH_LIMIT)).run();
}

class Lexer {
  readonly #text: string;
  readonly #lexemes: Lexeme[] = [];
  /** For each open parenthesis, whether it holds the values of a field. */
  readonly #groups: boolean[] = [];
  #at = 0;
  #inRange = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Lexeme[] {
    while (this.#at < this.#text.length) {
      if (SPACE.test(this.#text.charAt(this.#at))) this.#at++;
      else if (this.#inRange) this.#rangePart();
      else this.#term();
    }
    return this.#lexemes;
  }

  #term(): void {
    const char = this.#text.charAt(this.#at);
    const inValues = this.#groups.at(-1) === true;
    if (char === '(' || char === ')') return this.#parenthesis(char, false);
    const keyword = this.#match(KEYWORD);
    if (keyword) return this.#push({ kind: KEYWORDS[keyword[0]] ?? 'and', ...this.#span(keyword[0].length) });
    if ((char === '-' || char === '!') && /[^\s)]/u.test(this.#text.charAt(this.#at + 1))) {
      return this.#push({ kind: 'not', ...this.#span(1) });
    }
    if (inValues) return this.#value();
    const field = this.#field();
    if (!field) return this.#literal();
    this.#push({ kind: 'field', path: field.path, ...this.#span(field.length) });
    if (this.#at < this.#text.length && !SPACE.test(this.#text.charAt(this.#at))) this.#value();
  }

  /** What follows a field and its colon, or stands alone between the parentheses that follow them. */
  #value(): void {
    const comparison = this.#match(COMPARISON);
    if (comparison) {
      const operator = comparison[0] as '>' | '>=' | '<' | '<=' | '~';
      this.#push({ kind: 'comparison', operator, ...this.#span(operator.length) });
      while (SPACE.test(this.#text.charAt(this.#at))) this.#at++;
      const next = this.#text.charAt(this.#at);
      if (next !== '' && next !== '(' && next !== ')' && !this.#match(KEYWORD)) this.#literal();
      return;
    }
    const char = this.#text.charAt(this.#at);
    if (char === '[' || char === '{') {
      this.#push({ kind: 'range-open', inclusive: char === '[', ...this.#span(1) });
      this.#inRange = true;
    } else if (char === '(') {
      this.#parenthesis(char, true);
    } else if (char !== ')') {
      this.#literal();
    }
  }

  #rangePart(): void {
    const char = this.#text.charAt(this.#at);
    if (char === ']' || char === '}') {
      this.#inRange = false;
      return this.#push({ kind: 'range-close', inclusive: char === ']', ...this.#span(1) });
    }
    const to = this.#match(RANGE_TO);
    if (to) return this.#push({ kind: 'range-to', ...this.#span(2) });
    if (char === '"') return this.#quoted();
    let end = this.#at + 1;
    while (end < this.#text.length && !/[\s\]}]/u.test(this.#text.charAt(end))) end++;
    const text = this.#text.slice(this.#at, end);
    this.#push({ kind: 'word', text, pattern: text === '*' ? '*' : null, ...this.#span(text.length) });
  }

  #literal(): void {
    if (this.#text.charAt(this.#at) === '"') return this.#quoted();
    const end = this.#regexEnd();
    const flags = end === null ? null : this.#match(REGEX_FLAGS, end + 1);
    if (end === null || !flags) return this.#word();
    const source = this.#text.slice(this.#at + 1, end);
    this.#push({
      kind: 'regex',
      source,
      flags: flags[0],
      ...this.#span(source.length + 2 + flags[0].length),
    });
  }

  /** Where the slash is that ends an expression: not within brackets. Null when none begins here. */
  #regexEnd(): number | null {
    if (this.#text.charAt(this.#at) !== '/') return null;
    const last = Math.min(this.#text.length, this.#at + REGEX_REACH);
    let inClass = false;
    for (let i = this.#at + 1; i < last; i++) {
      const char = this.#text.charAt(i);
      if (char === '\\') i++;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) return i > this.#at + 1 ? i : null;
    }
    return null;
  }

  #quoted(): void {
    const match = this.#match(QUOTED);
    if (match) {
      const text = unquote(match[0].slice(1, -1));
      return this.#push({ kind: 'quoted', text, closed: true, ...this.#span(match[0].length) });
    }
    const rest = this.#text.slice(this.#at + 1);
    this.#push({ kind: 'quoted', text: unquote(rest), closed: false, ...this.#span(rest.length + 1) });
  }

  #word(): void {
    let end = this.#at;
    let text = '';
    let pattern = '';
    let wild = false;
    for (; end < this.#text.length; end++) {
      const char = this.#text.charAt(end);
      if (SPACE.test(char) || char === '(' || char === ')') break;
      if (char === '\\' && end + 1 < this.#text.length) {
        end++;
        const escaped = this.#text.charAt(end);
        text += escaped;
        pattern += /[*?\\]/u.test(escaped) ? `\\${escaped}` : escaped;
      } else {
        if (char === '*' || char === '?') wild = true;
        text += char;
        pattern += char === '\\' ? '\\\\' : char;
      }
    }
    this.#push({ kind: 'word', text, pattern: wild ? pattern : null, ...this.#span(end - this.#at) });
  }

  #parenthesis(char: '(' | ')', ofValues: boolean): void {
    if (char === '(') this.#groups.push(ofValues || this.#groups.at(-1) === true);
    else this.#groups.pop();
    this.#push({ kind: char === '(' ? 'open' : 'close', ...this.#span(1) });
  }

  /** A path and its colon. `http://…` and `std::…` are no fields, nor is what begins with a digit, as times do. */
  #field(): { path: PathSegment[]; length: number } | null {
    const match = this.#match(FIELD);
    if (!match) return null;
    const end = this.#at + match[0].length;
    if (this.#text.startsWith('//', end) || this.#text.charAt(end) === ':') return null;
    const path: PathSegment[] = [];
    SEGMENT.lastIndex = this.#at;
    for (let part = SEGMENT.exec(this.#text); part; part = SEGMENT.exec(this.#text)) {
      const quoted = part[0].startsWith('"');
      path.push({ name: quoted ? unquote(part[0].slice(1, -1)) : part[0], quoted });
      if (SEGMENT.lastIndex + 1 >= end) break;
      SEGMENT.lastIndex++;
    }
    return { path, length: match[0].length };
  }

  #match(sticky: RegExp, at = this.#at): RegExpExecArray | null {
    sticky.lastIndex = at;
    return sticky.exec(this.#text);
  }

  #span(length: number): Span {
    return { from: this.#at, to: this.#at + length };
  }

  #push(lexeme: Lexeme): void {
    this.#lexemes.push(lexeme);
    this.#at = lexeme.to;
  }
}
