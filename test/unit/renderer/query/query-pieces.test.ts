import { describe, expect, it } from 'vitest';
import { parseQuery } from '@shared/query/parse';
import { piecesOf } from '@/views/stream/query/query-pieces';

const joined = (text: string, problem: Parameters<typeof piecesOf>[1] = null): string =>
  piecesOf(text, problem)
    .map((piece) => piece.text)
    .join('');
const bad = (text: string): string => {
  const parsed = parseQuery(text);
  return piecesOf(text, parsed.ok ? null : parsed.problem)
    .filter((piece) => piece.bad)
    .map((piece) => piece.text)
    .join('');
};

describe('the coloured text over the query field', () => {
  it.each([
    'type:notification AND data.level:error',
    '  two   spaces  ',
    'half "a quote',
    'time:[-1h TO',
    'a\u202eb "日本" 👩‍👩‍👧 /re[x]/i',
    ')))((( NOT',
    'x'.repeat(25_000),
    'a:b '.repeat(5_000),
  ])('is the text of the field, character for character: %#', (text) => {
    expect(joined(text)).toBe(text);
    expect(joined(text, { from: 1, to: 3 })).toBe(text);
    expect(joined(text, { from: text.length, to: text.length })).toBe(text);
  });

  it('tells fields, operators, words and values apart', () => {
    expect(piecesOf('NOT a.b:>5 x', null).map(({ text, kind }) => [text, kind])).toEqual([
      ['NOT', 'keyword'],
      [' ', 'space'],
      ['a.b', 'field'],
      [':', 'operator'],
      ['>', 'operator'],
      ['5', 'constant'],
      [' ', 'space'],
      ['x', 'text'],
    ]);
  });

  it('underlines exactly what is wrong', () => {
    expect(bad('type:x AND data.total:> AND')).toBe('>');
    expect(bad('(a OR b')).toBe('(');
    expect(bad('a AND time:yesterday b')).toBe('yesterday');
    expect(bad('a AND b')).toBe('');
  });

  it('shows a problem between two characters on the one before it', () => {
    const marked = piecesOf('abc', { from: 3, to: 3 }).filter((piece) => piece.bad);
    expect(marked.map(({ text }) => text)).toEqual(['c']);
  });

  it('draws a bounded number of pieces however long the query is', () => {
    expect(piecesOf('a:b '.repeat(5_000), null).length).toBeLessThan(1_000);
  });
});
