/** A name that differs in more than every third letter is another name. */
const LETTERS_PER_MISTAKE = 3;

/** The known name that is most like a mistyped one, or null when none is much like it. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(name.length / LETTERS_PER_MISTAKE)) + 1;
  for (const candidate of known) {
    const mistakes = distance(name, candidate);
    if (mistakes < fewest) [best, fewest] = [candidate, mistakes];
  }
  return best;
}

/**
 * Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). Names longer than 64
 * letters are compared up to there.
 */
function distance(one: string, other: string): number {
  const [a, b] = [one.slice(0, 64), other.slice(0, 64)];
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, swapped);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
