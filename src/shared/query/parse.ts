import type { FieldMatch, QueryNode, QueryProblem, TextMatch } from '@shared/query';
import { eventFieldOf } from './event-fields';
import { isAnything, lexemesOf } from './lexemes';
import type { Lexeme, LexemeOf, PathSegment } from './lexemes';
import { PATH_LENGTH_LIMIT, QUERY_DEPTH_LIMIT, QUERY_LENGTH_LIMIT } from './limits';
import { parseRegex } from './regex-syntax';
import { QuerySyntaxError, shown } from './syntax-error';
import { comparisonMatch, rangeMatch, valueMatch } from './values';
import type { FieldContext } from './values';

export type ParsedQuery =
  { readonly ok: true; readonly node: QueryNode } | { readonly ok: false; readonly problem: QueryProblem };

/**
 * Reads a query. Terms side by side must all hold; `AND` binds closer than `OR`; `NOT`, `-` and `!` bind closest.
 *
 * - Free text: `word`, `"two words"`, `err*`, `/expression/ims`.
 * - A field of the event (`EVENT_FIELDS`) or of its payload: `type:error`, `data.level:error`, `**.orderId:5`,
 *   `"a key".x:1`, `field:*` when it is there, `field:~part` when it contains the text.
 * - Comparisons: `>5`, `<=10kB`, `[1 TO 5}`, `time:>-10m`, `time:[14:00 TO 14:05]`, `level:>=warning`.
 * - Several values of a field: `level:(error OR warning)`.
 * - A backslash takes the meaning from the character behind it, within quotes only from `"` and `\`.
 *
 * Takes linear time and never throws.
 *
 * @param now epoch ms that `now`, `-10m` and times of day are counted from
 */
export function parseQuery(text: string, now = Date.now()): ParsedQuery {
  try {
    if (text.length > QUERY_LENGTH_LIMIT) {
      const message = `The query is longer than ${QUERY_LENGTH_LIMIT.toLocaleString('en')} characters.`;
      throw new QuerySyntaxError(message, QUERY_LENGTH_LIMIT, text.length);
    }
    return { ok: true, node: new Parser(text, now).run() };
  } catch (error) {
    if (error instanceof QuerySyntaxError) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** The field whose values stand between the parentheses that are open, or null. */
type Values = { readonly context: FieldContext } | null;

class Parser {
  readonly #text: string;
  readonly #now: number;
  readonly #lexemes: readonly Lexeme[];
  #index = 0;
  #depth = 0;

  constructor(text: string, now: number) {
    this.#text = text;
    this.#now = now;
    this.#lexemes = lexemesOf(text);
  }

  run(): QueryNode {
    if (this.#lexemes.length === 0) return { kind: 'all' };
    const node = this.#either(null);
    const rest = this.#next();
    if (rest) throw new QuerySyntaxError('This parenthesis closes nothing.', rest.from, rest.to);
    return node;
  }

  #either(values: Values): QueryNode {
    const nodes = [this.#all(values)];
    while (this.#next()?.kind === 'or') {
      this.#index++;
      nodes.push(this.#all(values));
    }
    return joined('or', nodes);
  }

  #all(values: Values): QueryNode {
    const nodes = [this.#negatable(values)];
    for (let next = this.#next(); next && next.kind !== 'or' && next.kind !== 'close'; next = this.#next()) {
      if (next.kind === 'and') this.#index++;
      nodes.push(this.#negatable(values));
    }
    return joined('and', nodes);
  }

  #negatable(values: Values): QueryNode {
    let negated = false;
    while (this.#next()?.kind === 'not') {
      negated = !negated;
      this.#index++;
    }
    const node = this.#term(values);
    return negated ? { kind: 'not', node } : node;
  }

  #term(values: Values): QueryNode {
    const lexeme = this.#next();
    if (!lexeme || ['and', 'or', 'close'].includes(lexeme.kind)) this.#failMissing(lexeme);
    this.#index++;
    if (lexeme.kind === 'open') return this.#group(lexeme, values);
    if (values)
      return { kind: 'field', path: values.context.path, match: this.#match(lexeme, values.context) };
    if (lexeme.kind === 'field') return this.#field(lexeme);
    return textNode(lexeme);
  }

  #group(open: Lexeme, values: Values): QueryNode {
    if (++this.#depth > QUERY_DEPTH_LIMIT) {
      const message = `Parentheses lie more than ${QUERY_DEPTH_LIMIT} deep in one another.`;
      throw new QuerySyntaxError(message, open.from, open.to);
    }
    const first = this.#next();
    if (first?.kind === 'close') {
      throw new QuerySyntaxError('There is nothing between these parentheses.', open.from, first.to);
    }
    if (!first) throw new QuerySyntaxError('This parenthesis is not closed.', open.from, open.to);
    const node = this.#either(values);
    if (this.#next()?.kind !== 'close') {
      throw new QuerySyntaxError('This parenthesis is not closed.', open.from, open.to);
    }
    this.#index++;
    this.#depth--;
    return node;
  }

  #field(field: LexemeOf<'field'>): QueryNode {
    const path = pathOf(field);
    const context: FieldContext = { path, field: eventFieldOf(path), now: this.#now };
    const value = this.#next();
    if (!value || value.from !== field.to || value.kind === 'close') {
      const name = shown(this.#text.slice(field.from, field.to - 1));
      throw new QuerySyntaxError(
        `There is no value behind ${name}:.`,
        field.from,
        field.to,
        `The value follows without a space. To search for this as text, put it in quotes: "${name.replace(/"/gu, '')}:".`,
      );
    }
    this.#index++;
    if (value.kind === 'open') return this.#group(value, { context });
    return { kind: 'field', path, match: this.#match(value, context) };
  }

  /** One value of a field; its first lexeme is taken already. */
  #match(value: Lexeme, context: FieldContext): FieldMatch {
    if (value.kind === 'comparison') {
      const operand = this.#next();
      if (operand?.kind !== 'word' && operand?.kind !== 'quoted') {
        throw new QuerySyntaxError(`There is no value behind ${value.operator}.`, value.from, value.to);
      }
      this.#index++;
      requireClosed(operand);
      return comparisonMatch(value.operator, operand, context);
    }
    if (value.kind === 'range-open') return this.#range(value, context);
    if (value.kind === 'word' || value.kind === 'quoted' || value.kind === 'regex') {
      requireClosed(value);
      return valueMatch(value, context);
    }
    throw new QuerySyntaxError('This is no value of a field.', value.from, value.to);
  }

  #range(open: LexemeOf<'range-open'>, context: FieldContext): FieldMatch {
    const length = this.#lexemes.slice(this.#index).findIndex((lexeme) => lexeme.kind === 'range-close');
    const parts = this.#lexemes.slice(this.#index, length === -1 ? undefined : this.#index + length + 1);
    for (const part of parts) requireClosed(part);
    const [low, to, high, close] = parts;
    const complete =
      (low?.kind === 'word' || low?.kind === 'quoted') &&
      to?.kind === 'range-to' &&
      (high?.kind === 'word' || high?.kind === 'quoted') &&
      close?.kind === 'range-close';
    if (!complete) {
      const hint = 'A range has two ends: [1 TO 5], {1 TO 5} without its ends, [1 TO *] without a bound.';
      if (length === -1) throw new QuerySyntaxError('This range is not closed.', open.from, open.to, hint);
      throw new QuerySyntaxError('This range is not complete.', open.from, parts.at(-1)?.to ?? open.to, hint);
    }
    this.#index += 4;
    return rangeMatch({ low, lowInclusive: open.inclusive, high, highInclusive: close.inclusive }, context, {
      from: open.from,
      to: close.to,
    });
  }

  #next(): Lexeme | undefined {
    return this.#lexemes[this.#index];
  }

  /** There had to be a term here. */
  #failMissing(found: Lexeme | undefined): never {
    const before = this.#lexemes[this.#index - 1];
    const slice = (lexeme: Lexeme): string => this.#text.slice(lexeme.from, lexeme.to);
    if (before && ['and', 'or', 'not'].includes(before.kind)) {
      const hint = 'To search for the word itself, put it in quotes.';
      const message = `There is nothing behind ${slice(before)}.`;
      throw new QuerySyntaxError(message, before.from, before.to, hint);
    }
    if (found && found.kind !== 'close') {
      const hint = 'To search for the word itself, put it in quotes.';
      throw new QuerySyntaxError(`There is nothing before ${slice(found)}.`, found.from, found.to, hint);
    }
    const at = found ?? { from: this.#text.length, to: this.#text.length };
    throw new QuerySyntaxError('This parenthesis closes nothing.', at.from, at.to);
  }
}

function pathOf(field: LexemeOf<'field'>): string[] {
  if (field.path.length > PATH_LENGTH_LIMIT) {
    const message = `A path has at most ${PATH_LENGTH_LIMIT} parts.`;
    throw new QuerySyntaxError(message, field.from, field.to);
  }
  for (const segment of field.path) checkSegment(segment, field);
  return field.path.map((segment) => segment.name);
}

function checkSegment({ name, quoted }: PathSegment, { from, to }: Lexeme): void {
  const wildcard = name === '*' || name === '**';
  if (quoted ? wildcard : name.includes('*') && !wildcard) {
    const message = quoted
      ? `A field that is named ${shown(name)} cannot be asked for.`
      : `${shown(name)} is no name of a field.`;
    throw new QuerySyntaxError(message, from, to, '* stands for any one field, ** for any number of them.');
  }
}

function textNode(lexeme: Lexeme): QueryNode {
  if (lexeme.kind === 'regex') {
    const { source, flags } = lexeme;
    parseRegex(source, flags, lexeme.from + 1);
    return { kind: 'text', match: { kind: 'regex', source, flags } };
  }
  if (lexeme.kind !== 'word' && lexeme.kind !== 'quoted') {
    throw new QuerySyntaxError('This is no term of a query.', lexeme.from, lexeme.to);
  }
  requireClosed(lexeme);
  if (lexeme.kind === 'word' && isAnything(lexeme.pattern)) return { kind: 'all' };
  const match: TextMatch =
    lexeme.kind === 'word' && lexeme.pattern !== null
      ? { kind: 'wildcard', pattern: lexeme.pattern }
      : { kind: 'contains', text: lexeme.text };
  return { kind: 'text', match };
}

function requireClosed(lexeme: Lexeme): void {
  if (lexeme.kind !== 'quoted' || lexeme.closed) return;
  const hint = 'A quote within quotes has a backslash before it: \\".';
  throw new QuerySyntaxError('This quote is not closed.', lexeme.from, lexeme.from + 1, hint);
}

/** One node of several that are not of the same kind themselves. */
function joined(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  return flat.length === 1 ? flat[0]! : { kind, nodes: flat };
}
