import type { Bound, FieldMatch, QueryNode, TextMatch } from '@shared/query';
import { eventFieldOf, isTimeField } from './event-fields';
import { lexemesOf } from './lexemes';
import { readScalar, looseNumber } from './scalars';

/**
 * A query as text that `parseQuery` reads as the same tree (trees it would not make itself, such as an `and` within an
 * `and`, are read flattened). Times come out in full and in UTC.
 */
export function printQuery(node: QueryNode): string {
  return node.kind === 'all' ? '' : printNode(node);
}

/** A path as it stands before the colon: names that would not be read as such are quoted. */
export function printPath(path: readonly string[]): string {
  return path.map((name, index) => (isPlainName(name, index > 0) ? name : quote(name))).join('.');
}

/** A value as it stands behind the colon. */
export function printValue(value: string | number | boolean | null, path: readonly string[]): string {
  const field = eventFieldOf(path);
  if (isTimeField(field) && typeof value === 'number') return new Date(value).toISOString();
  if (typeof value !== 'string') return String(value);
  if (value === 'null' || !isPlainWord(value, 'a:')) return quote(value);
  return field === null && typeof readScalar(value) !== 'string' ? quote(value) : value;
}

function printNode(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return '*';
    case 'not':
      return `NOT ${printPart(node.node, 'not')}`;
    case 'and':
    case 'or':
      return node.nodes
        .map((part) => printPart(part, node.kind))
        .join(node.kind === 'and' ? ' AND ' : ' OR ');
    case 'text':
      return printText(node.match);
    case 'field':
      return `${printPath(node.path)}:${printMatch(node.match, node.path)}`;
  }
}

function printPart(node: QueryNode, within: 'and' | 'or' | 'not'): string {
  const text = printNode(node);
  const several = node.kind === 'and' || node.kind === 'or';
  const bare =
    within === 'or' ? node.kind !== 'or' : within === 'and' ? !several : !several && node.kind !== 'not';
  return bare ? text : `(${text})`;
}

function printText(match: TextMatch): string {
  if (match.kind === 'contains') return isPlainWord(match.text, '') ? match.text : quote(match.text);
  return printPattern(match);
}

function printMatch(match: FieldMatch, path: readonly string[]): string {
  switch (match.kind) {
    case 'exists':
      return '*';
    case 'is':
      return printValue(match.value, path);
    case 'contains':
      return `~${isPlainWord(match.text, 'a:~') ? match.text : quote(match.text)}`;
    case 'range':
      return printRange(match.low, match.high, path);
    default:
      return printPattern(match);
  }
}

function printRange(low: Bound | null, high: Bound | null, path: readonly string[]): string {
  const value = (bound: Bound): string => printBound(bound, path);
  if (low && high) {
    return `${low.inclusive ? '[' : '{'}${value(low)} TO ${value(high)}${high.inclusive ? ']' : '}'}`;
  }
  if (low) return `>${low.inclusive ? '=' : ''}${value(low)}`;
  return high ? `<${high.inclusive ? '=' : ''}${value(high)}` : '*';
}

function printBound({ value }: Bound, path: readonly string[]): string {
  if (typeof value === 'number')
    return isTimeField(eventFieldOf(path)) ? new Date(value).toISOString() : String(value);
  const plain =
    /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(value) &&
    !/^(?:TO|AND|OR|NOT)$/u.test(value) &&
    looseNumber(value) === null;
  return plain ? value : quote(value);
}

function printPattern(match: Exclude<TextMatch, { kind: 'contains' }>): string {
  if (match.kind === 'regex') return `/${match.source}/${match.flags}`;
  // Every other character with a meaning of its own, at the start as behind it.
  return match.pattern.replace(/\\[^]|[\s()"~<>[\]{}:/!-]/gu, (part) =>
    part.length > 1 ? part : `\\${part}`,
  );
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&')}"`;
}

/** Whether a name needs no quotes; behind the first of a path it can begin with a digit. */
function isPlainName(name: string, behindFirst: boolean): boolean {
  const [field] = lexemesOf(behindFirst ? `a.${name}:x` : `${name}:x`);
  if (field?.kind !== 'field' || field.path.length !== (behindFirst ? 2 : 1)) return false;
  const last = field.path.at(-1);
  return last?.name === name && !last.quoted;
}

/** Whether a text behind a prefix is read as one word that means this very text. */
function isPlainWord(text: string, prefix: string): boolean {
  const lexemes = lexemesOf(prefix + text);
  const word = lexemes.at(-1);
  return (
    lexemes.length === lexemesOf(prefix).length + 1 &&
    word?.kind === 'word' &&
    word.pattern === null &&
    word.text === text &&
    word.from === prefix.length &&
    !text.includes('\\')
  );
}
