import { completionsAt } from '@shared/query/complete';
import { QUERY_LENGTH_LIMIT } from '@shared/query/limits';
import { parseQuery } from '@shared/query/parse';
import { printQuery } from '@shared/query/print';
import { tokensOf } from '@shared/query/tokens';
import { describe, expect, it } from 'vitest';
import { Random } from '../../main/history/random';
import { cpuMs } from '../../../support/cpu-ms';

const SIZE = 19_998;
const fill = (part: string): string => part.repeat(Math.floor(SIZE / part.length));

describe('a query made to hurt', () => {
  it.each([
    ['open parentheses', fill('(')],
    ['closing parentheses', fill(')')],
    ['nested parentheses', `${'('.repeat(9_000)}a${')'.repeat(9_000)}`],
    ['nested groups of values', fill('a:(')],
    ['negations', `${fill('-')}a`],
    ['words of negation', `${fill('NOT ')}a`],
    ['quotes', fill('"')],
    ['escaped quotes', `"${fill('\\"')}`],
    ['unclosed quotes behind fields', fill('a." ')],
    ['backslashes', fill('\\')],
    ['slashes', fill('/')],
    ['unclosed expressions', fill('/a ')],
    ['unclosed classes', fill('/[ ')],
    ['expressions', fill('/(a+)+b/ ')],
    ['one long expression', `/${'(a'.repeat(400)}${')'.repeat(200)}/`],
    ['open groups in an expression', `/${'('.repeat(900)}/`],
    ['ranges', fill('a:[')],
    ['range words', `a:[${fill('TO ')}`],
    ['a long path', `${fill('a.')}a:1`],
    ['quoted paths', `${fill('"a".')}a:1`],
    ['stars', fill('*')],
    ['wildcards', fill('a*?')],
    ['colons', fill('a:')],
    ['comparisons', `a:${fill('>')}`],
    ['words', fill('ab ')],
    ['alternatives', `${fill('a OR ')}a`],
    ['combining marks', fill('e\u0301')],
    ['halves of surrogate pairs', fill('\ud83c ')],
    ['zeros', fill('\0')],
    ['digits', `a:>${fill('9')}`],
    ['a number of time', `time:>-${fill('9')}m`],
  ])('of %s is read in no time', (_, text) => {
    const start = cpuMs();
    const result = parseQuery(text);
    if (result.ok) printQuery(result.node);
    else {
      expect(result.problem.from).toBeGreaterThanOrEqual(0);
      expect(result.problem.to).toBeGreaterThanOrEqual(result.problem.from);
      expect(result.problem.to).toBeLessThanOrEqual(text.length);
      expect(result.problem.message.length).toBeLessThan(200);
    }
    tokensOf(text);
    completionsAt(text, text.length, { fields: [] });
    expect(cpuMs() - start).toBeLessThan(1_000);
  });

  it('of 100 kB is refused where it is too long', () => {
    const text = 'a '.repeat(50_000);
    expect(parseQuery(text)).toMatchObject({
      ok: false,
      problem: {
        message: 'The query is longer than 20,000 characters.',
        from: QUERY_LENGTH_LIMIT,
        to: 100_000,
      },
    });
    expect(tokensOf(text).at(-1)).toEqual({ kind: 'ignored', from: QUERY_LENGTH_LIMIT, to: 100_000 });
  });

  it('of any characters is read or refused at a place in it, and never throws', () => {
    const random = new Random(11);
    const pieces = [
      'a',
      'type:',
      'time:',
      'size:',
      'level:',
      '>',
      '<=',
      '"',
      '/',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ' TO ',
      ' AND ',
      ' OR ',
      ' ',
      '\\',
      '*',
      '?',
      '-',
      '5',
      '-5m',
      'x',
      '14:00',
      '.',
      '🎉',
      '\ud800',
      '+',
    ];
    const seen = { read: 0, refused: 0 };
    for (let i = 0; i < 3_000; i++) {
      const text = Array.from({ length: 1 + random.below(10) }, () => random.pick(pieces)).join('');
      const result = parseQuery(text, 1_763_733_600_000);
      if (result.ok) {
        seen.read++;
        expect(parseQuery(printQuery(result.node)), text).toEqual(result);
      } else {
        seen.refused++;
        const { message, from, to } = result.problem;
        expect(from >= 0 && from < to && to <= text.length, `${text}: ${message} ${from}–${to}`).toBe(true);
        expect(message).toMatch(/^.+\.$/su);
      }
      for (let cursor = 0; cursor <= text.length; cursor++) {
        const { from: start, to: end } = completionsAt(text, cursor, { fields: [] });
        expect(start <= cursor && cursor <= end && end <= text.length, text).toBe(true);
      }
    }
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(300);
  }, 20_000);
});
