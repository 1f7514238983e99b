import type { TextMatch } from '@shared/query';
import { escapeLiteral, regexTest } from './regex-test';

/** Says whether a text holds what is looked for. */
export type TextTest = (text: string) => boolean;

/** One part of a wildcard pattern: a text as it is, any run of characters, or any one of them. */
type WildcardPart = { readonly literal: string } | '*' | '?';

/**
 * The test for a match anywhere in a text, or of the whole text for wildcards with `whole`. Case is folded but for
 * regular expressions without the flag `i`.
 *
 * @throws QuerySyntaxError for an expression that `parseQuery` would have refused
 */
export function textTest(match: TextMatch, whole: boolean): TextTest {
  if (match.kind === 'contains') return containsTest(match.text);
  if (match.kind === 'wildcard') return wildcardTest(match.pattern, whole);
  return regexTest(match.source, match.flags);
}

/** Whether a text contains another, without case (simple case folding of Unicode). */
export function containsTest(text: string): TextTest {
  if (text === '') return () => true;
  if (!hasCase(text)) return (other) => other.includes(text);
  // A literal pattern folds case without a lowered copy of every payload.
  const pattern = new RegExp(escapeLiteral(text), 'iu');
  return (other) => pattern.test(other);
}

/** Whether a text is another, without case. */
export function equalTest(text: string): TextTest {
  if (!hasCase(text)) return (other) => other === text;
  const pattern = new RegExp(`^${escapeLiteral(text)}$`, 'iu');
  return (other) => other === text || (other.length === text.length && pattern.test(other));
}

/** The parts of a wildcard pattern; a backslash takes the meaning from the character behind it. */
export function wildcardParts(pattern: string): WildcardPart[] {
  const parts: WildcardPart[] = [];
  let literal = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char !== '*' && char !== '?') {
      if (char === '\\' && i + 1 < pattern.length) i++;
      literal += pattern.charAt(i);
      continue;
    }
    if (literal !== '') parts.push({ literal });
    literal = '';
    if (char === '?' || parts.at(-1) !== '*') parts.push(char);
  }
  if (literal !== '') parts.push({ literal });
  return parts;
}

/**
 * The pieces between the `*` are looked for one behind the other, each at its first place: that is enough, and takes
 * time proportional to text times pattern, where one expression with `.*` could take the power of their number.
 */
function wildcardTest(pattern: string, whole: boolean): TextTest {
  const pieces: RegExp[] = [];
  const parts = wildcardParts(pattern);
  const anchoredStart = whole && parts[0] !== '*';
  const anchoredEnd = whole && parts.at(-1) !== '*';
  const flags = (): string => (pieces.length === 0 && anchoredStart ? 'iuy' : 'giu');
  let source = '';
  for (const part of parts) {
    if (part === '*') {
      if (source !== '') pieces.push(new RegExp(source, flags()));
      source = '';
    } else {
      source += part === '?' ? '[^]' : escapeLiteral(part.literal);
    }
  }
  const last = anchoredEnd && source !== '' ? new RegExp(`(?:${source})$`, 'iu') : null;
  if (!last && source !== '') pieces.push(new RegExp(source, flags()));
  if (anchoredStart && anchoredEnd && pieces.length === 0 && last) {
    const exact = new RegExp(`^(?:${source})$`, 'iu');
    return (text) => exact.test(text);
  }
  const lastLength = parts.length > 0 && last ? lastPieceLength(parts) : 0;
  return (text) => {
    let at = 0;
    for (const piece of pieces) {
      piece.lastIndex = at;
      if (!piece.test(text)) return false;
      at = piece.lastIndex;
    }
    if (!last) return true;
    return endsWith(last, text, at, lastLength);
  };
}

/** Most UTF-16 code units that what stands behind the last `*` can take. */
function lastPieceLength(parts: readonly WildcardPart[]): number {
  let length = 0;
  for (let i = parts.length - 1; i >= 0 && parts[i] !== '*'; i--) {
    const part = parts[i];
    length += part === '?' || part === '*' || part === undefined ? 2 : part.literal.length;
  }
  return length;
}

function endsWith(last: RegExp, text: string, notBefore: number, length: number): boolean {
  const start = Math.max(notBefore, text.length - length);
  return last.test(text.slice(start));
}

/** Whether lower and upper case of a text differ, so that folding matters. */
function hasCase(text: string): boolean {
  return text.toLowerCase() !== text || text.toUpperCase() !== text;
}
