/** Most characters of one drawn line, whatever the window's width. */
const MAX_COLUMNS = 2_000;

/** One drawn line of a long text. */
export interface TextLine {
  readonly start: number;
  readonly end: number;
  /** Number of the text's own line, from 1, on the first drawn line of it; null on continuations. */
  readonly number: number | null;
}

/**
 * Breaks a text into drawn lines of at most `columns` UTF-16 code units, at its own line ends first (LF, CRLF,
 * CR), so that millions of characters can be shown a few rows at a time.
 */
export function textLines(text: string, columns: number): TextLine[] {
  const width = Math.min(MAX_COLUMNS, Math.max(8, Math.floor(columns)));
  const lines: TextLine[] = [];
  let number = 0;
  let start = 0;
  const breaks = /\r\n|\n|\r|$/gu;
  while (start <= text.length) {
    breaks.lastIndex = start;
    const found = breaks.exec(text)!;
    number += 1;
    let at = start;
    do {
      let end = Math.min(found.index, at + width);
      // A pair of surrogates stays whole.
      if (end < found.index && /[\ud800-\udbff]/u.test(text[end - 1]!)) end -= 1;
      lines.push({ start: at, end, number: at === start ? number : null });
      at = end;
    } while (at < found.index);
    if (found[0] === '') break;
    start = found.index + found[0].length;
  }
  return lines;
}
