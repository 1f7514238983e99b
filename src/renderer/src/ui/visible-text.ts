/**
 * Makes untrusted text safe to read: characters that show nothing, or that make the text around them lie,
 * become visible marks. Control characters become control pictures (`␀`, `␛`, `␊`), the others `‹202E›`.
 * Refs: Unicode UAX #9 (bidirectional controls), UTS #36 §2.10 (invisible characters).
 */

// C0 and C1 controls, soft hyphen, bidi controls, zero-width and filler characters, line and paragraph
// separators, interlinear annotation, tag characters, and halves of surrogate pairs.
const SUSPECT =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;

// A zero-width joiner between two pictographs makes one emoji of them: that one is honest.
const JOINED = /\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?$/u;
const PICTOGRAPH = /^\p{Extended_Pictographic}/u;

/** Text with every suspect character replaced by its mark; the same string when there is none. */
export function visibleText(text: string): string {
  SUSPECT.lastIndex = 0;
  if (!SUSPECT.test(text)) return text;
  return text.replace(SUSPECT, (char: string, offset: number) => {
    if (
      char === '\u200d' &&
      PICTOGRAPH.test(text.slice(offset + 1, offset + 3)) &&
      JOINED.test(text.slice(Math.max(0, offset - 4), offset))
    )
      return char;
    return markOf(char);
  });
}

/** At most `length` UTF-16 code units of a text, made visible, with an ellipsis when it was cut. */
export function visibleExcerpt(text: string, length: number): string {
  if (text.length <= length) return visibleText(text);
  // A pair of surrogates stays whole.
  const end = /[\ud800-\udbff]/u.test(text[length - 1] ?? '') ? length - 1 : length;
  return `${visibleText(text.slice(0, end))}…`;
}

function markOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `‹${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
