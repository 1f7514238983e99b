import { RE2JS } from 're2js';
import { backtrackingLimit } from '@shared/query/regex-cost';
import { parseRegex } from '@shared/query/regex-syntax';
import type { RegexNode } from '@shared/query/regex-syntax';

/** Up to this length even a cubic expression is quick. */
const ALWAYS_SHORT = 256;
/** A native test that takes longer, in ms, was a text made to be slow: from then on only short ones are run natively. */
const SLOW_MS = 5;
/** Below this length a test is not timed: reading the clock would cost more. */
const TIMED_LENGTH = 1_024;

/**
 * A test for whether an expression is found in a text. Never takes more than about 0.1 s, whatever the texts are: the
 * engine of the language runs where `backtrackingLimit` allows it, RE2's linear automaton everywhere else. Both are
 * given the same normalised expression, so that they agree.
 *
 * @throws QuerySyntaxError as `parseRegex` does
 */
export function regexTest(source: string, flags: string): (text: string) => boolean {
  const node = parseRegex(source, flags, 0);
  const multiline = flags.includes('m');
  const anyCase = flags.includes('i');
  const native = new RegExp(printRegex(node, 'native', multiline), anyCase ? 'iu' : 'u');
  let limit = backtrackingLimit(node, multiline);
  if (limit === Infinity) return (text) => native.test(text);

  let linear: RE2JS | null = null;
  const literal = longestLiteral(node);
  const mayMatch = literal.length > 1 ? new RegExp(escapeLiteral(literal), anyCase ? 'iu' : 'u') : null;
  return (text) => {
    if (text.length <= limit) {
      if (text.length < TIMED_LENGTH) return native.test(text);
      const start = performance.now();
      const found = native.test(text);
      if (performance.now() - start > SLOW_MS) limit = Math.min(limit, ALWAYS_SHORT);
      return found;
    }
    if (mayMatch && !mayMatch.test(text)) return false;
    linear ??= RE2JS.compile(printRegex(node, 're2', multiline), anyCase ? RE2JS.CASE_INSENSITIVE : 0);
    return linear.test(text);
  };
}

/** A text as the source of an expression that finds just this text. */
export function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

/** The longest text that everything the expression finds contains; `''` when there is none. Case is as written. */
export function longestLiteral(node: RegexNode): string {
  let longest = '';
  let current = '';
  const visit = (part: RegexNode): void => {
    if (part.kind === 'char') {
      current += String.fromCodePoint(part.code);
    } else if (part.kind === 'sequence') {
      for (const inner of part.nodes) visit(inner);
    } else if (part.kind !== 'assert') {
      current = '';
    }
    if (current.length > longest.length) longest = current;
  };
  visit(node);
  return longest;
}

/** The two engines write some things differently. */
export type Dialect = 'native' | 're2';

/** An expression as the source for an engine. */
export function printRegex(node: RegexNode, dialect: Dialect, multiline: boolean): string {
  switch (node.kind) {
    case 'char':
      return printCode(node.code, dialect);
    case 'set':
      return printSet(node, dialect);
    case 'assert':
      return printAssertion(node.what, dialect, multiline);
    case 'repeat': {
      const { min, max } = node;
      const count = max === Infinity ? `{${min},}` : `{${min},${max}}`;
      return `(?:${printRegex(node.node, dialect, multiline)})${count}${node.lazy ? '?' : ''}`;
    }
    case 'sequence':
      return node.nodes
        .map((part) => {
          const text = printRegex(part, dialect, multiline);
          return part.kind === 'choice' ? `(?:${text})` : text;
        })
        .join('');
    case 'choice':
      return node.nodes.map((part) => printRegex(part, dialect, multiline)).join('|');
  }
}

function printSet(set: Extract<RegexNode, { kind: 'set' }>, dialect: Dialect): string {
  const ranges = set.ranges.map(
    ([low, high]) => printCode(low, dialect) + (high > low ? `-${printCode(high, dialect)}` : ''),
  );
  const categories = set.categories.map((name) =>
    name.startsWith('^') ? `\\P{${name.slice(1)}}` : `\\p{${name}}`,
  );
  return `[${set.negated ? '^' : ''}${ranges.join('')}${categories.join('')}]`;
}

/** Line ends are `\n` alone for both engines: the language's own `m` flag knows more of them than RE2. */
function printAssertion(
  what: Extract<RegexNode, { kind: 'assert' }>['what'],
  dialect: Dialect,
  multiline: boolean,
): string {
  if (what === 'word-edge') return '\\b';
  if (what === 'no-word-edge') return '\\B';
  if (what === 'start') {
    if (!multiline) return dialect === 'native' ? '^' : '\\A';
    return dialect === 'native' ? '(?:^|(?<=\\n))' : '(?m:^)';
  }
  if (!multiline) return dialect === 'native' ? '$' : '\\z';
  return dialect === 'native' ? '(?=\\n|$)' : '(?m:$)';
}

function printCode(code: number, dialect: Dialect): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9 ]/u.test(char)) return char;
  return dialect === 'native' ? `\\u{${code.toString(16)}}` : `\\x{${code.toString(16)}}`;
}
