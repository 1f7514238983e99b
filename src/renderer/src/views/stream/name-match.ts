/** Most words of a filter that are looked for; the rest is left out. */
const MAX_WORDS = 8;

/** The words of a filter, in lower case: a name matches when it holds every one of them. */
export const filterWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);

/** Whether a name holds all of the words (`filterWords`); of no words every one does. */
export function holdsWords(name: string, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const lower = name.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** A piece of a name: whether the filter found it. */
export interface NamePiece {
  readonly text: string;
  readonly isHit: boolean;
}

/**
 * A name in pieces, with what the words of a filter found in it. `whole` is the name that was searched when `name` is only
 * the end of it, as a level of a channel is.
 */
export function namePieces(name: string, words: readonly string[], whole = name): readonly NamePiece[] {
  const lower = whole.toLowerCase();
  // Some letters have another length in lower case, which would shift what follows.
  if (words.length === 0 || lower.length !== whole.length || !whole.endsWith(name))
    return [{ text: name, isHit: false }];
  const start = whole.length - name.length;
  const hit = new Array<boolean>(name.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
      hit.fill(true, Math.max(0, at - start), Math.max(0, at + word.length - start));
  }
  const pieces: NamePiece[] = [];
  let from = 0;
  for (let i = 1; i <= name.length; i++) {
    if (i < name.length && hit[i] === hit[from]) continue;
    pieces.push({ text: name.slice(from, i), isHit: hit[from]! });
    from = i;
  }
  return pieces.length === 0 ? [{ text: name, isHit: false }] : pieces;
}
