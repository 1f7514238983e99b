import { describe, expect, it } from 'vitest';
import { foldCase } from '../../../../../src/main/history/query/fold-case';

describe('folded texts', () => {
  it('are the same for all letters that an expression without case takes for the same', () => {
    const letters: string[] = [];
    for (let code = 0; code <= 0x1ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const letter = String.fromCodePoint(code);
      if (/\p{L}|\p{M}|\p{N}|\p{S}/u.test(letter)) letters.push(letter);
      else expect(foldCase(letter), code.toString(16)).toBe(letter);
    }
    const classes = new Map<string, string[]>();
    for (const letter of letters) {
      const folded = foldCase(letter);
      classes.set(folded, [...(classes.get(folded) ?? []), letter]);
    }
    const wrong: string[] = [];
    const cased = letters.filter(
      (letter) =>
        letter.toLowerCase() !== letter || letter.toUpperCase() !== letter || foldCase(letter) !== letter,
    );
    expect(cased.length).toBeGreaterThan(2_700);
    const all = cased.join('');
    for (const letter of cased) {
      const source = `\\u{${letter.codePointAt(0)!.toString(16)}}`;
      const same = all.match(new RegExp(source, 'giu')) ?? [];
      const folded = classes.get(foldCase(letter)) ?? [];
      const late = /[\u1fd3\u0390\u1fe3\u03b0\ufb05\ufb06]/u.test(letter);
      if (same.some((other) => !folded.includes(other)) || (!late && folded.length !== same.length)) {
        wrong.push(`${letter} ${source} ${same.join(',')} / ${folded.join(',')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keep every letter where it was', () => {
    expect(foldCase('K\u212aſSẞßİıΣς𐐀𐐨 京😀Ω')).toBe('kkssßßİıσσ𐐨𐐨 京😀ω');
    expect(foldCase('Plain ASCII')).toBe('plain ascii');
  });
});
