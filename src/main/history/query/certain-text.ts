import type { TextMatch } from '@shared/query';
import { parseRegex } from '@shared/query/regex-syntax';
import { longestLiteral } from './regex-test';
import { wildcardParts } from './text-match';

/** A text that everything that matches contains but for case, as long as one can be told; `''` when none can. */
export function certainText(match: TextMatch): string {
  if (match.kind === 'contains') return match.text;
  if (match.kind === 'regex') return longestLiteral(parseRegex(match.source, match.flags, 0));
  let longest = '';
  for (const part of wildcardParts(match.pattern)) {
    if (typeof part !== 'string' && part.literal.length > longest.length) longest = part.literal;
  }
  return longest;
}
