/**
 * Controls of C0 and C1, marks that reorder or hide text (UAX #9, UTS #36 §2.10), line and paragraph separators, halves
 * of surrogate pairs; and the backslash that the others are written with.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;
const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\' };

/**
 * Text of a stranger on one line of a terminal: what could move the cursor, change colours or make the text around it lie
 * is written as `\n`, `\x1b`, `\u202e`.
 */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const name = NAMES[character];
    if (name !== undefined) return name;
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
  });
}
