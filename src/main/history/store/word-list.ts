import type { Buffer } from 'node:buffer';

/** Stands behind every word. */
export const WORD_END = 10;
/** Of so many words the place of the first is known; the others are counted from there. */
export const WORDS_PER_MARK = 16;

/** The words of a segment, folded, one after the other. */
export interface WordList {
  /** Each ended by a line feed. */
  readonly words: Buffer;
  /** Where every 16th word starts. */
  readonly wordMarks: Uint32Array;
}

/** Tells which word of a list stands where, for ascending positions. */
export class WordCursor {
  readonly #list: WordList;
  /** Of the word at the position: its number, where it starts, and where the next one does. */
  word = 0;
  start = 0;
  next = 0;

  constructor(list: WordList) {
    this.#list = list;
  }

  /** Goes on to the word that a position, which is not before the last one, lies in. */
  moveTo(position: number): void {
    const { words, wordMarks } = this.#list;
    let mark = Math.floor(this.word / WORDS_PER_MARK);
    if (mark + 1 < wordMarks.length && wordMarks[mark + 1]! <= position) {
      mark = markBefore(wordMarks, mark + 1, position);
      this.word = mark * WORDS_PER_MARK;
      this.start = wordMarks[mark]!;
    }
    for (let at = this.start; at < position; at++) {
      if (words[at] !== WORD_END) continue;
      this.word++;
      this.start = at + 1;
    }
    let end = position;
    while (end < words.length && words[end] !== WORD_END) end++;
    this.next = end + 1;
  }
}

/** The last mark, from `low` on, that is not beyond a position. */
function markBefore(wordMarks: Uint32Array, low: number, position: number): number {
  let high = wordMarks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (wordMarks[middle]! <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
