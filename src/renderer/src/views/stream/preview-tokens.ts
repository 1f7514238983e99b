import { visibleText } from '../../ui/visible-text';

/** How a piece of a row's preview is coloured: key, string, number, literal, punctuation, plain text, or a level word. */
export type TokenKind =
  'k' | 's' | 'n' | 'l' | 'p' | 'text' | 'lvt-error' | 'lvt-warning' | 'lvt-info' | 'lvt-success';
export interface PreviewToken {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Characters that a cell can show at most; the rest would be drawn for nobody. */
const MAX_SHOWN = 200;

const PIECE =
  /\s*(?:("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)\b|([{}[\],:])|([^\s"{}[\],:]+))/guy;

const LEVEL_KEYS = new Set(['level', 'severity', 'lvl', 'loglevel', 'log_level']);
const LEVEL_WORDS: Readonly<Record<string, TokenKind>> = {
  error: 'lvt-error',
  err: 'lvt-error',
  fatal: 'lvt-error',
  critical: 'lvt-error',
  warning: 'lvt-warning',
  warn: 'lvt-warning',
  info: 'lvt-info',
  notice: 'lvt-info',
  success: 'lvt-success',
};

/**
 * How a single value is coloured.
 *
 * @param name of its field
 * @param value as `FieldValues` has it
 */
export function valueKind(name: string, value: string): TokenKind {
  if (value.startsWith('"')) return levelKind(name, value.slice(1)) ?? 's';
  if (/^[-\d]/u.test(value)) return 'n';
  return /^[[{]/u.test(value) ? 'text' : 'l';
}

const levelKind = (name: string, word: string): TokenKind | undefined =>
  LEVEL_KEYS.has(name.toLowerCase()) ? LEVEL_WORDS[word.toLowerCase()] : undefined;

/** A preview in one piece, as it is: for what is no JSON although it starts like it. */
export function plainTokens(preview: string): PreviewToken[] {
  return preview === '' ? [] : [{ kind: 'text', text: visibleText(preview.slice(0, MAX_SHOWN)) }];
}

/**
 * The pieces of a preview as a row shows them. JSON keeps its order and values as sent; only the outer braces,
 * the quotes of keys and white space between pieces go. What is no JSON stays one piece of plain text.
 */
export function previewTokens(preview: string): PreviewToken[] {
  const text = preview.slice(0, MAX_SHOWN);
  if (!/^\s*[{[]/u.test(text)) return plainTokens(text);
  const tokens: PreviewToken[] = [];
  const add = (kind: TokenKind, piece: string): void => {
    const last = tokens.at(-1);
    if (kind === 'p' && last?.kind === 'p') tokens[tokens.length - 1] = { kind, text: last.text + piece };
    else tokens.push({ kind, text: piece });
  };
  const isObject = text.trimStart().startsWith('{');
  let depth = 0;
  let key = '';
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(text); match; match = PIECE.exec(text)) {
    const [, quoted, colon, number, literal, mark, other] = match;
    if (quoted !== undefined && colon !== undefined) {
      key = quoted.slice(1, -1);
      add('k', visibleText(key));
      add('p', ': ');
    } else if (quoted !== undefined) {
      add(levelKind(key, quoted.slice(1, -1)) ?? 's', visibleText(quoted));
    } else if (number !== undefined) add('n', number);
    else if (literal !== undefined) add('l', literal);
    else if (other !== undefined) add('text', visibleText(other));
    else if (mark === ',') add('p', ', ');
    else if (mark === ':') add('p', ': ');
    else if (mark !== undefined) {
      const outer = isObject && ((mark === '{' && depth === 0) || (mark === '}' && depth === 1));
      if (mark === '{' || mark === '[') depth += 1;
      else depth -= 1;
      if (!outer) add('p', mark);
    }
    if (mark === ',' || mark === '{' || mark === '}') key = '';
  }
  return tokens;
}
