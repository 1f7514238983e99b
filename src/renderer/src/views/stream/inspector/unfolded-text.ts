/** A JSON text in which strings that hold JSON were replaced by it, and what stood there. */
export interface UnfoldedText {
  readonly text: string;
  readonly splices: readonly Splice[];
}

interface Splice {
  /** Where the inner JSON stands in `text`. */
  readonly start: number;
  readonly end: number;
  /** The string as it was sent, with quotes and escapes. */
  readonly literal: string;
}

/** Longer texts are not unfolded in place, UTF-16 code units: each unfolding reads them anew. */
export const LONGEST_UNFOLDED = 4 * 1024 * 1024;

export const notUnfolded = (text: string): UnfoldedText => ({ text, splices: [] });

/** Replaces the string literal from `start` to `end` by the JSON in it. */
export function unfold(
  { text, splices }: UnfoldedText,
  start: number,
  end: number,
  inner: string,
): UnfoldedText {
  const grown = inner.length - (end - start);
  return {
    text: text.slice(0, start) + inner + text.slice(end),
    splices: [
      ...splices.map((splice) => ({
        ...splice,
        start: splice.start >= end ? splice.start + grown : splice.start,
        end: splice.end >= end ? splice.end + grown : splice.end,
      })),
      { start, end: start + inner.length, literal: text.slice(start, end) },
    ],
  };
}

/** What was sent where `text` has this part: strings inside it as strings again. A part within an unfolded string stays as it is. */
export function asSent({ text, splices }: UnfoldedText, start: number, end: number): string {
  const inside = splices
    .filter(
      (splice) => splice.start >= start && splice.end <= end && (splice.start > start || splice.end < end),
    )
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let sent = '';
  let at = start;
  for (const splice of inside) {
    if (splice.start < at) continue;
    sent += text.slice(at, splice.start) + splice.literal;
    at = splice.end;
  }
  return sent + text.slice(at, end);
}
