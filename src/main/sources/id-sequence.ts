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

/** Learns whether a stream numbers its events one by one: only then can be told what is missing. */
export class IdSequence {
  #last: NumberedId | null = null;
  #inRow = 0;
  #needed = SURE;

  /** Whether ids go up by exactly one. */
  get counts(): boolean {
    return this.#inRow >= this.#needed;
  }

  get last(): NumberedId | null {
    return this.#last;
  }

  /** The id of the next event. @param afterBreak a jump then says nothing of the stream's habits */
  add(id: string, afterBreak: boolean): void {
    const next = numberedId(id);
    const last = this.#last;
    this.#last = next;
    if (afterBreak || !last) return;
    if (next && next.prefix === last.prefix && next.number === last.number + 1) {
      this.#inRow += 1;
      return;
    }
    this.#inRow = 0;
    this.#needed = SURE_AFTER_JUMP;
  }

  forget(): void {
    this.#last = null;
    this.#inRow = 0;
    this.#needed = SURE;
  }
}
