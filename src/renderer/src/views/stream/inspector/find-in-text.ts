import { MAX_HITS } from './json-find';

export interface TextHit {
  readonly start: number;
  readonly end: number;
}

/** Where a text occurs in another, case-insensitively; at most `MAX_HITS`. */
export function findInText(text: string, wanted: string): TextHit[] {
  const hits: TextHit[] = [];
  if (wanted === '') return hits;
  // A pattern rather than lower case on both sides: that can change lengths, and with them the positions.
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'), 'giu');
  for (const found of text.matchAll(pattern)) {
    hits.push({ start: found.index, end: found.index + found[0].length });
    if (hits.length >= MAX_HITS) break;
  }
  return hits;
}
