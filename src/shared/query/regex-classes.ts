/** Inclusive ranges of code points. */
export type Ranges = readonly (readonly [number, number])[];

const LAST_CODE = 0x10ffff;

const DIGITS: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** ECMA-262 WhiteSpace and LineTerminator. */
const SPACES: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
/** The long s and the Kelvin sign fold to `s` and `k`: without case they are word characters (ECMA-262 WordCharacters). */
const FOLDED_WORD: Ranges = [...WORD, [0x17f, 0x17f], [0x212a, 0x212a]];

/** What `\d`, `\w`, `\s` and their opposites stand for; null for any other letter. */
export function classEscape(letter: string, anyCase: boolean): Ranges | null {
  const word = anyCase ? FOLDED_WORD : WORD;
  if (letter === 'd') return DIGITS;
  if (letter === 'D') return complement(DIGITS);
  if (letter === 'w') return word;
  if (letter === 'W') return complement(word);
  if (letter === 's') return SPACES;
  if (letter === 'S') return complement(SPACES);
  return null;
}

/** All code points outside of ranges that are in order. */
export function complement(ranges: Ranges): Ranges {
  const rest: (readonly [number, number])[] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) rest.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= LAST_CODE) rest.push([next, LAST_CODE]);
  return rest;
}
