import { tokensOf } from '@shared/query/tokens';
import { describe, expect, it } from 'vitest';
import { Random } from '../../main/history/random';

/** Tokens as `kind‹text›`. */
function shown(text: string): string {
  return tokensOf(text)
    .map(({ kind, from, to }) => `${kind}‹${text.slice(from, to)}›`)
    .join(' ');
}

describe('tokensOf', () => {
  it.each([
    ['', ''],
    ['type:error', 'field‹type› operator‹:› value‹error›'],
    ['data."a b":5', 'field‹data."a b"› operator‹:› constant‹5›'],
    ['a:>=5', 'field‹a› operator‹:› operator‹>=› constant‹5›'],
    ['a:> 5', 'field‹a› operator‹:› operator‹>› constant‹5›'],
    ['a:~x', 'field‹a› operator‹:› operator‹~› value‹x›'],
    ['time:>-10m', 'field‹time› operator‹:› operator‹>› constant‹-10m›'],
    ['a:[1 TO "x"}', 'field‹a› operator‹:› bracket‹[› constant‹1› keyword‹TO› string‹"x"› bracket‹}›'],
    ['a:(b OR 5)', 'field‹a› operator‹:› bracket‹(› value‹b› keyword‹OR› constant‹5› bracket‹)›'],
    ['(a b) true', 'bracket‹(› text‹a› text‹b› bracket‹)› text‹true›'],
    ['-a NOT b && c', 'keyword‹-› text‹a› keyword‹NOT› text‹b› keyword‹&&› text‹c›'],
    ['"a b" err* /x y/i', 'string‹"a b"› wildcard‹err*› regex‹/x y/i›'],
    ['"open a', 'string‹"open a›'],
    ['a:', 'field‹a› operator‹:›'],
    ['a: b', 'field‹a› operator‹:› text‹b›'],
    ['a:[1 TO', 'field‹a› operator‹:› bracket‹[› constant‹1› keyword‹TO›'],
    ['a:>', 'field‹a› operator‹:› operator‹>›'],
    ['))', 'bracket‹)› bracket‹)›'],
    ['a AND', 'text‹a› keyword‹AND›'],
  ])('takes %j apart', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('gives tokens in order, without overlap, and leaves out nothing but white space, whatever is typed', () => {
    const random = new Random(3);
    const pieces = [
      'a',
      'type:',
      '"',
      '/',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ' TO ',
      'AND',
      ' ',
      '\\',
      '*',
      '-',
      '!',
      '>',
      '~',
      ':',
      '.',
      '5',
      '🎉',
      '\ud800',
      '\n',
    ];
    for (let i = 0; i < 3_000; i++) {
      const text = Array.from({ length: random.below(14) }, () => random.pick(pieces)).join('');
      let at = 0;
      for (const { from, to } of tokensOf(text)) {
        expect(text.slice(at, from).trim(), text).toBe('');
        expect(to, text).toBeGreaterThan(from);
        at = to;
      }
      expect(text.slice(at).trim(), text).toBe('');
    }
  });
});
