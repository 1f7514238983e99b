/** Steps by one, in a row, before a stream is taken to number its events: at first, and once it was seen to jump. */
const SURE = 3;
const SURE_AFTER_JUMP = 32;

export interface NumberedId {
  /** What stands before the number: an epoch, a partition. */
  readonly prefix: string;
  readonly number: number;
}

/** The number at the end of an id; null for one that ends otherwise, or in more digits than can be counted with. */
export function numberedId(id: string): NumberedId | null {
  let start = id.length;
  while (start > 0 && isDigit(id.charCodeAt(start - 1))) start -= 1;
  const digits = id.length - start;
  // `007` would not come back as it was.
  if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && id[start] === '0')) return null;
  return { prefix: id.slice(0, start), number: Number(id.slice(start)) };
}

/** Numbers of as many digits can be counted with. */
const MAX_DIGITS = 15;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/**
 * The last number of a stream whose ids go up by exactly one; null when they do not, or too few are known. Only then can be
 * told what is missing after a break. Once it has been seen to jump, it takes much more to be convinced.
 * @param ids the newest last; null for a break, over which a jump says nothing of the stream's habits
 */
export function lastNumber(ids: readonly (string | null)[]): NumberedId | null {
  let before: NumberedId | null = null;
  let last: NumberedId | null = null;
  let inRow = 0;
  let needed = SURE;
  for (const id of ids) {
    if (id === null) {
      before = null;
      continue;
    }
    const next = numberedId(id);
    if (before || inRow > 0) {
      if (next && before && next.prefix === before.prefix && next.number === before.number + 1) inRow += 1;
      else if (before || !next) {
        inRow = 0;
        needed = SURE_AFTER_JUMP;
      }
    }
    before = last = next;
  }
  return inRow >= needed ? last : null;
}
