const UNITS = 0x10000;
/** What each UTF-16 code unit folds to, 0 when it has not been asked for yet. */
const folded = new Uint16Array(UNITS);
/** Beyond these code points no letter of two code units has a case (Unicode 15.1). */
const FIRST_CASED_PAIR = 0x10400;
const LAST_CASED_PAIR = 0x1e943;
/** Full mappings differ from the simple ones here, and engines differ in whether they fold these at all. */
const LATE_FOLDS: ReadonlyMap<string, string> = new Map([
  ['\u1fd3', '\u0390'],
  ['\u1fe3', '\u03b0'],
  ['\ufb05', '\ufb06'],
]);

/**
 * A text with every letter in the one form that stands for all its cases, by the simple case folding of Unicode that
 * expressions with the flags `iu` go by: texts that they take for the same are the same once folded, and all letters
 * are still where they were. `K` (Kelvin) becomes `k` and `ſ` becomes `s`; `İ` and `ı` are letters of their own.
 */
export function foldCase(text: string): string {
  if (/^[\0-\x7f]*$/u.test(text)) return text.toLowerCase();
  let result = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const code = text.codePointAt(i) ?? unit;
      if (code < UNITS) continue;
      i++;
      if (code < FIRST_CASED_PAIR || code > LAST_CASED_PAIR) continue;
      result += text.slice(start, i - 1) + foldLetter(String.fromCodePoint(code));
      start = i + 1;
      continue;
    }
    let to = folded[unit] ?? 0;
    if (to === 0) folded[unit] = to = foldLetter(text.charAt(i)).charCodeAt(0);
    if (to === unit) continue;
    result += text.slice(start, i) + String.fromCharCode(to);
    start = i + 1;
  }
  return start === 0 ? text : result + text.slice(start);
}

/** Whether every engine folds a text alike. */
export function foldsAlike(text: string): boolean {
  return !/[\u1fd3\u0390\u1fe3\u03b0\ufb05\ufb06]/u.test(text);
}

function foldLetter(letter: string): string {
  const upper = single(letter.toUpperCase(), letter);
  const lower = single(upper.toLowerCase(), upper);
  if (lower === letter) return LATE_FOLDS.get(letter) ?? letter;
  return new RegExp(`^\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}$`, 'iu').test(lower) ? lower : letter;
}

function single(mapped: string, otherwise: string): string {
  return mapped.length === otherwise.length ? mapped : otherwise;
}
