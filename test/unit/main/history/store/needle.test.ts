import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { containsTest } from '../../../../../src/main/history/query/text-match';
import { Needle } from '../../../../../src/main/history/store/needle';
import { numbers } from './sample-events';

describe('a text looked for in bytes', () => {
  it('is found exactly where it is found in the text', () => {
    const random = numbers(5);
    const make = (letters: readonly string[], length: number): string =>
      Array.from({ length }, () => letters[random(letters.length)]!).join('');
    for (const [letters, sought] of [
      ['aAbB{1', 'aAbB{1'],
      ['kKsS-b\u212a\u017fé京', 'kKsSb\u212a\u017f'],
      ['kKsS-b', 'kKsSb\u212a\u017fé'],
    ] as const) {
      for (let i = 0; i < 3_000; i++) {
        const text = make([...letters], random(40));
        const wanted = make([...sought], random(5));
        const bytes = Buffer.from(`b${text}b`);
        const expected = containsTest(wanted)(text);
        const needle = new Needle(wanted);
        const shown = `${wanted} in ${text}`;
        expect([expected, null], shown).toContain(needle.inUtf8(bytes, 1, bytes.length - 1));
        if (bytes.length !== text.length + 2) continue;
        expect(needle.inAscii(bytes, 1, bytes.length - 1), shown).toBe(expected);
      }
    }
  });

  it('is found beyond 255 letters', () => {
    const long = 'Ab'.repeat(300);
    expect(new Needle(long).inAscii(Buffer.from(`xx${long.toUpperCase()}`), 0, 602)).toBe(true);
    expect(new Needle(`${long}c`).inAscii(Buffer.from(`xx${long.toUpperCase()}`), 0, 602)).toBe(false);
  });
});
