import { describe, expect, it } from 'vitest';
import { findJsonFault, placeOf } from '@/views/server/json-fault';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('a fault of JSON', () => {
  it.each([
    ['{"a": 1 "b": 2}', 8, 'a comma or } is missing'],
    ['[1 2]', 3, 'a comma or ] is missing'],
    ['{"a": 1,}', 8, 'no comma may stand before }'],
    ['[1,]', 3, 'no comma may stand before ]'],
    ['{"a" 1}', 5, 'a colon is missing'],
    ['{a: 1}', 1, 'a name in double quotes is missing'],
    ["['x']", 1, 'text needs double quotes'],
    ['{"a": tru}', 6, 'tru is no value: text needs double quotes'],
    ['{"a": 01}', 6, '01 is no number of JSON'],
    ['{"a": "x', 6, 'the text has no closing quote'],
    ['"a\nb"', 2, 'a line break in text is written \\n'],
    ['"a\\x"', 2, 'a backslash is written \\\\'],
    ['"\\u12g4"', 1, '\\u needs four hexadecimal digits'],
    ['{"a": 1', 7, 'the closing } is missing'],
    ['{"a"', 4, 'a colon and a value are missing'],
    ['{} {}', 3, 'nothing may follow the value'],
    ['', 0, 'there is no value'],
  ])('of %j is at %i: %s', (text, offset, what) => {
    expect(findJsonFault(text)).toEqual({ offset, what });
  });

  it('is told by line and column, whatever the line ends', () => {
    expect(placeOf('{\n  "a": 1\n  "b"', 14)).toBe('Line 3, column 4');
    expect(placeOf('a\r\nb', 3)).toBe('Line 2, column 1');
  });

  it('is found exactly where JSON.parse refuses, for every way to damage an event', () => {
    const whole = '{"a": [1, -2.5e3, true, null, "x\\n\\u00e9"], "b": {"c": {}}, "d": []}';
    const texts = [
      whole,
      ' 0 ',
      '-',
      '1.',
      '.5',
      '+1',
      '1e',
      'nul',
      '[[]',
      '\u00a0{}',
      '"\t"',
      '"\\',
      '{"a":}',
    ];
    for (let i = 0; i < whole.length; i++) {
      texts.push(
        whole.slice(0, i) + whole.slice(i + 1),
        whole.slice(0, i),
        `${whole.slice(0, i)},${whole.slice(i)}`,
      );
    }
    for (const text of texts) expect([text, findJsonFault(text) === null]).toEqual([text, isJson(text)]);
  });

  it('takes nesting of any depth', () => {
    const deep = 100_000;
    expect(findJsonFault('['.repeat(deep) + ']'.repeat(deep))).toBeNull();
    expect(findJsonFault('['.repeat(deep))?.what).toBe('the closing ] is missing');
  });
});
