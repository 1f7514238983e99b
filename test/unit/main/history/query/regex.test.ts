import { QuerySyntaxError } from '@shared/query/syntax-error';
import { describe, expect, it } from 'vitest';
import { regexTest } from '../../../../../src/main/history/query/regex-test';
import { Random } from '../random';
import { cpuMs } from '../../../../support/cpu-ms';

const PARTS = [
  'a',
  'b',
  'ab',
  '.',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '[ab]',
  '[^a]',
  '[a-c_]',
  '\\.',
  '"',
  '\\{',
  'ü',
  '🎉',
  '\\b',
  '\\u0061',
  'K',
  '\\p{Lu}',
];
const TEXTS = [
  'a',
  'b',
  'A',
  '1',
  ' ',
  '.',
  '"',
  '{',
  'ü',
  'Ü',
  '🎉',
  '\n',
  '\r',
  '_',
  'k',
  '\u212a',
  'c',
  'ſ',
  's',
];

function randomRegex(random: Random, depth: number): string {
  const atom =
    random.below(4) > 0 || depth === 0 ? random.pick(PARTS) : `(${randomRegex(random, depth - 1)})`;
  const quantifier = atom === '\\b' ? '' : random.pick(['', '', '', '*', '+', '?', '{2}', '{1,3}', '+?']);
  const part =
    (quantifier === '' || /^(?:\(.*\)|\[.*\]|\\?.)$/u.test(atom) ? atom : `(?:${atom})`) + quantifier;
  const next = random.below(3) > 0 ? randomRegex(random, Math.max(depth - 1, 0)) : '';
  return random.below(6) === 0 ? `${part}|${next}` : part + next;
}

describe('regexTest', () => {
  it.each([
    ['err', '', 'an error', true],
    ['ERR', '', 'an error', false],
    ['ERR', 'i', 'an error', true],
    ['^an', '', 'an error', true],
    ['^error', '', 'an\nerror', false],
    ['^error$', 'm', 'an\nerror\nx', true],
    ['n$', 'm', 'an\nerror', true],
    ['n$', '', 'an\nerror', false],
    ['n.e', '', 'an\nerror', false],
    ['n.e', 's', 'an\nerror', true],
    ['^.$', '', '🎉', true],
    ['[^x]{2}', '', '🎉', false],
    ['\\u{1F389}', '', '🎉', true],
    ['\\x41', '', 'A', true],
    ['{"a"', '', '{"a":1}', true],
    ['a{,2}', '', 'a{,2}', true],
    ['[]]', '', 'a', null],
    ['\\/', '', 'a/b', true],
    ['\\"', '', '"', true],
    ['a|', '', 'zzz', true],
    ['\\p{Lu}\\P{L}', '', 'aB1', true],
    ['[\\d-]+', '', '-', true],
    ['ü', 'i', 'Ü', true],
    ['\\0', '', '\0', true],
    ['[\\b]', '', '\b', true],
    ['(a+)+$', '', 'xaaa', true],
    ['(a+)+$', '', 'aaab', false],
    ['(foo|bar)+baz', '', 'foobarbaz', true],
  ])('/%s/%s over %j', (source, flags, text, expected) => {
    if (expected === null) expect(() => regexTest(source, flags)).toThrow(QuerySyntaxError);
    else expect(regexTest(source, flags)(text)).toBe(expected);
  });

  it('finds the same as the language itself, in short texts and in ones that the linear engine reads', () => {
    const random = new Random(7);
    const found = { yes: 0, no: 0 };
    for (let i = 0; i < 600; i++) {
      const source = randomRegex(random, 2);
      const flags = random.pick(['', 'i', 's', 'is']);
      const test = regexTest(source, flags);
      const native = new RegExp(source, `${flags}u`);
      const long = random.below(4) === 0;
      for (let n = 0; n < 4; n++) {
        const drawn = Array.from({ length: random.below(7) }, () => random.pick(TEXTS)).join('');
        // Without case these two are part of a word for the language, and not for RE2.
        const text = source.includes('\\b') ? drawn.replace(/[\u212aſ]/gu, '') : drawn;
        // As far as these expressions can see, 14 characters of filling are as many as 20,000.
        const expected = native.test((long ? '~'.repeat(14) : '') + text);
        expect(
          test((long ? '~'.repeat(20_000) : '') + text),
          `/${source}/${flags} over ${JSON.stringify(text)}`,
        ).toBe(expected);
        found[expected ? 'yes' : 'no']++;
      }
    }
    expect(Math.min(found.yes, found.no)).toBeGreaterThan(200);
  }, 30_000);

  it.each([
    ['(a+)+$', 'a'.repeat(50_000) + 'b'],
    ['^(a|a)*$', 'a'.repeat(50_000) + 'b'],
    ['^(a*)*$', 'a'.repeat(50_000) + 'b'],
    ['(a|ab|b)*c$', 'ab'.repeat(30_000)],
    ['a*a*a*a*a*b', 'a'.repeat(20_000)],
    ['.*.*.*=', 'x'.repeat(20_000)],
    ['order.*err', 'order'.repeat(40_000)],
    ['a?'.repeat(40) + 'a'.repeat(40) + 'b', 'a'.repeat(60)],
    ['([a-z]+)*\\d', 'z'.repeat(50_000)],
    ['(x+x+)+y', 'x'.repeat(50_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000)],
    ['(?:(?:a{1,20}){1,20}){1,2}b', 'a'.repeat(5_000)],
  ])(
    'does not stall on /%s/',
    (source, text) => {
      const test = regexTest(source, '');
      const start = cpuMs();
      expect(test(text)).toBe(false);
      expect(cpuMs() - start).toBeLessThan(2_000);
    },
    20_000,
  );

  it('runs an expression that was slow once in the linear engine from then on', () => {
    const test = regexTest('order.*err', '');
    const text = 'order'.repeat(2_800);
    const start = cpuMs();
    for (let i = 0; i < 20; i++) expect(test(text)).toBe(false);
    expect(cpuMs() - start).toBeLessThan(1_000);
  }, 20_000);
});
