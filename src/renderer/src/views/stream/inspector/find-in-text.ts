import { MAX_HITS } from './json-find';

export interface TextHit {
  readonly start: number;
  readonly end: number;
}

/** Text that is searched at once, UTF-16 code units. */
const STRETCH = 512 * 1024;

/** Where a text occurs in another, case-insensitively, in order; at most `MAX_HITS`. Yields between stretches of a long text. */
export function* findInText(text: string, wanted: string): Generator<void, TextHit[]> {
  const hits: TextHit[] = [];
  if (wanted === '') return hits;
  // A pattern rather than lower case on both sides: that can change lengths, and with them the positions.
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'), 'giu');
  for (let from = 0, last = 0; from < text.length; from += STRETCH) {
    // Stretches overlap by what is wanted: one hit may lie across their border.
    const stretch = text.slice(from, from + STRETCH + wanted.length);
    for (const found of stretch.matchAll(pattern)) {
      const start = from + found.index;
      if (start < last) continue;
      last = start + found[0].length;
      hits.push({ start, end: last });
      if (hits.length >= MAX_HITS) return hits;
    }
    yield;
  }
  return hits;
}
