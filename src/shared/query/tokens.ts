import { lexemesOf } from './lexemes';
import type { Lexeme } from './lexemes';
import { QUERY_LENGTH_LIMIT } from './limits';
import { readScalar } from './scalars';

/** A part of a query for highlighting. White space lies between the tokens; they never overlap. */
export interface QueryToken {
  readonly kind:
    | 'field'
    /** `AND`, `OR`, `NOT`, `-`, `TO`. */
    | 'keyword'
    /** `:`, `>`, `~`. */
    | 'operator'
    | 'bracket'
    /** Free text. */
    | 'text'
    /** What a field is compared with. */
    | 'value'
    /** Numbers, times, `true`, `null` as values. */
    | 'constant'
    | 'string'
    | 'wildcard'
    | 'regex'
    /** Behind the longest query that is read. */
    | 'ignored';
  /** UTF-16 offsets into the text; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** The parts of a query, in order. Works for half a query as for a whole one; never throws, takes linear time. */
export function tokensOf(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  const valueGroups: boolean[] = [];
  let inRange = false;
  let behindField = false;
  for (const lexeme of lexemesOf(text)) {
    const isValue = inRange || behindField || valueGroups.at(-1) === true;
    if (lexeme.kind === 'open') valueGroups.push(isValue);
    if (lexeme.kind === 'close') valueGroups.pop();
    if (lexeme.kind === 'range-open') inRange = true;
    if (lexeme.kind === 'range-close') inRange = false;
    tokens.push(...tokensOfLexeme(lexeme, isValue));
    behindField =
      lexeme.kind === 'comparison' || (lexeme.kind === 'field' && !/\s/u.test(text.charAt(lexeme.to)));
  }
  if (text.length > QUERY_LENGTH_LIMIT) {
    tokens.push({ kind: 'ignored', from: QUERY_LENGTH_LIMIT, to: text.length });
  }
  return tokens;
}

function tokensOfLexeme(lexeme: Lexeme, isValue: boolean): QueryToken[] {
  const { from, to } = lexeme;
  switch (lexeme.kind) {
    case 'field':
      return [
        { kind: 'field', from, to: to - 1 },
        { kind: 'operator', from: to - 1, to },
      ];
    case 'and':
    case 'or':
    case 'not':
    case 'range-to':
      return [{ kind: 'keyword', from, to }];
    case 'open':
    case 'close':
    case 'range-open':
    case 'range-close':
      return [{ kind: 'bracket', from, to }];
    case 'comparison':
      return [{ kind: 'operator', from, to }];
    case 'quoted':
      return [{ kind: 'string', from, to }];
    case 'regex':
      return [{ kind: 'regex', from, to }];
    case 'word':
      return [{ kind: wordKind(lexeme.text, lexeme.pattern, isValue), from, to }];
  }
}

function wordKind(text: string, pattern: string | null, isValue: boolean): QueryToken['kind'] {
  if (pattern !== null) return 'wildcard';
  if (!isValue) return 'text';
  return typeof readScalar(text) !== 'string' || /^-?\d/u.test(text) || text === 'now' ? 'constant' : 'value';
}
