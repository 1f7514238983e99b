/** Items that are remembered at least. */
const REMEMBERED = 10_000;

/**
 * Remembers the last 10,000 items of a list that is asked for again and again, or as many as its last answer had:
 * whatever is still listed stays known, what is no longer listed is forgotten first.
 */
export class SeenItems {
  #marks = new Set<string>();

  /** Which of an answer's items are new. All of them are known from now on. */
  news(marks: readonly string[]): boolean[] {
    const fresh = marks.map((mark) => {
      // Listed again: moved to the end, so that it is forgotten last.
      const known = this.#marks.delete(mark);
      this.#marks.add(mark);
      return !known;
    });
    let surplus = this.#marks.size - Math.max(REMEMBERED, marks.length);
    for (const mark of this.#marks) {
      if (surplus-- <= 0) break;
      this.#marks.delete(mark);
    }
    return fresh;
  }

  get size(): number {
    return this.#marks.size;
  }
}
