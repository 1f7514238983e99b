import { describe, expect, it } from 'vitest';
import { isJson } from '../../../../src/main/history/json-check';
import { numbers } from './store/sample-events';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a text is JSON', () => {
  it('exactly when JSON.parse takes it', () => {
    const random = numbers(11);
    const pieces =
      '{ } [ ] , : " "a" "\\u00e9" "\\x" "\\ud8" -1 0 01 1. .5 1e5 1E+ -0.5e-7 - true nul null falsey'
        .split(' ')
        .concat(' ', '\n', '\t', '\u00a0', '"é\u2028"', '"\u0001"', '"a":1', '{"a":[]}', '\ufeff');
    let good = 0;
    for (let i = 0; i < 60_000; i++) {
      const text = Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]).join('');
      const expected = parses(text);
      if (expected) good++;
      if (isJson(text) !== expected) expect.fail(`${JSON.stringify(text)}: ${String(!expected)}`);
    }
    expect(good).toBeGreaterThan(1_000);
  });

  it('also when one piece of a long one is missing or is another', () => {
    const random = numbers(12);
    const whole = JSON.stringify([
      { a: 'x "y" \\ / é 京 \u0007', b: [1, -2.5, 1e300, { c: null, d: true }], '': {} },
      ['', [[]], false],
    ]);
    for (let i = 0; i < 30_000; i++) {
      const at = random(whole.length);
      const other = ['', '"', ',', ':', '{', ']', '0', '\\', 'e', '\n'][random(10)];
      const text = whole.slice(0, at) + other + whole.slice(at + random(3));
      if (isJson(text) !== parses(text)) expect.fail(JSON.stringify(text));
    }
  });

  it('however deep it lies in itself', () => {
    expect(isJson('['.repeat(500_000) + ']'.repeat(500_000))).toBe(true);
    expect(isJson('['.repeat(500_000))).toBe(false);
  });
});
