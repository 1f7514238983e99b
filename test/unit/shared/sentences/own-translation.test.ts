import { expect, it } from 'vitest';
import { SentenceBook } from '@shared/sentences/sentence-book';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';

const VALUES = ['zz1q', 'yy2q', 'xx3q', 'ww4q', 'vv5q', 'uu6q', 'tt7q'];
const filled = (text: string): string =>
  text.replace(/\{(\d)\}/gu, (_all, place: string) => VALUES[Number(place)]!);

it.each([
  ['de', german],
  ['es', spanish],
] as const)('no sentence of the engine is taken for another one in %s', (language, entries) => {
  const book = new SentenceBook(entries, language);
  const taken = Object.entries(entries).flatMap(([english, translated]) => {
    const worded = book.word(filled(english));
    return worded === filled(translated) ? [] : [{ english, worded, instead: filled(translated) }];
  });
  expect(taken).toEqual([]);
});
