import { describe, expect, it } from 'vitest';
import { QUERY_LENGTH_LIMIT, REGEX_LENGTH_LIMIT } from '@shared/query/limits';
import { parseQuery } from '@shared/query/parse';
import { SentenceBook } from '@shared/sentences/sentence-book';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';

const NOW = Date.UTC(2026, 10, 21, 14, 30);

const TOO_LONG = {
  query: 'x'.repeat(QUERY_LENGTH_LIMIT + 1),
  expression: `/${'a'.repeat(REGEX_LENGTH_LIMIT + 1)}/`,
};
const WRONG = [
  ')',
  'AND x',
  'x OR',
  '()',
  '(x',
  'type:',
  'size:>',
  'n:[1 TO',
  'n:[1 2]',
  'n:[* TO *]',
  'n:[1 TO b]',
  'n:[5 TO 1]',
  'n:>*',
  'n:>10kB',
  'time:10m',
  'time:soon',
  'time:~x',
  'size:big',
  'level:>=loud',
  'a*b:1',
  '"*":1',
  `${'a.'.repeat(80)}a:1`,
  `${'('.repeat(200)}x`,
  'say:"hello',
  '/(/',
  '/)/',
  '/a**/',
  '/*/',
  '/^*/',
  '/a{3,1}/',
  '/a{9999}/',
  '/((a{100}){100}){100}/',
  '/(?=a)/',
  '/(?i)a/',
  '/\\p{X}/',
  '/\\u{ffffff}/',
  '/\\1/',
  '/\\y/',
  '/[a-\\d]/',
  '/[z-a]/',
  `/${'('.repeat(60)}a/`,
];

describe.each([
  ['de', new SentenceBook(de, 'de')],
  ['es', new SentenceBook(es, 'es')],
])('what is wrong with a query, in %s', (_language, book) => {
  it.each(WRONG)('leaves nothing of %s in English', (text) => {
    const parsed = parseQuery(text, NOW);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const { message, hint } = parsed.problem;
    expect(book.word(message)).not.toBe(message);
    if (hint !== undefined) expect(book.word(hint)).not.toBe(hint);
    expect(`${book.word(message)} ${book.word(hint ?? '')}`).not.toMatch(
      /\b(?:the|this|there|with|than|is)\b/iu,
    );
  });
});

describe('what is wrong with a query, in German', () => {
  const book = new SentenceBook(de, 'de');
  const worded = (text: string): string => {
    const parsed = parseQuery(text, NOW);
    if (parsed.ok) return '';
    return `${book.word(parsed.problem.message)} ${book.word(parsed.problem.hint ?? '')}`.trim();
  };

  it('keeps what was written as it was written', () => {
    expect(worded('type:')).toBe(
      'Hinter type: steht kein Wert. ' +
        'Der Wert folgt ohne Leerzeichen. Als Text gesucht, steht es in Anführungszeichen: "type:".',
    );
    expect(worded('time:10m')).toBe('10m ist keine Zeit. Eine so lange zurückliegende Zeit ist -10m.');
    expect(worded('level:>=loud')).toContain('loud ist keine Stufe. Die Stufen sind der Reihe nach ');
    expect(worded('/\\y/')).toBe('\\y hat keine Bedeutung.');
  });

  it('writes limits with its own thousands sign', () => {
    expect(worded(TOO_LONG.query)).toBe('Die Abfrage ist länger als 20.000 Zeichen.');
    expect(worded(TOO_LONG.expression)).toBe('Der Ausdruck ist länger als 1000 Zeichen.');
  });

  it('keeps words of the query that are sentences or figures themselves', () => {
    expect(worded('time:"Nothing is missing."')).toContain('ist keine Zeit.');
    expect(worded('size:>1.5.2')).toContain('1.5.2 ist keine Größe.');
  });
});
