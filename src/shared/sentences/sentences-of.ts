import type { Language } from '@shared/language';
import { SentenceBook } from './sentence-book';

const BOOKS: Readonly<
  Record<Exclude<Language, 'en'>, () => Promise<{ default: Readonly<Record<string, string>> }>>
> = {
  de: () => import('./de'),
  es: () => import('./es'),
};

const books = new Map<Language, SentenceBook>([['en', new SentenceBook({}, 'en')]]);

/** The engine's sentences in a language, loaded once. English is as the engine says it. */
export async function sentencesOf(language: Language): Promise<SentenceBook> {
  const known = books.get(language);
  if (known || language === 'en') return known ?? new SentenceBook({}, 'en');
  const book = new SentenceBook((await BOOKS[language]()).default, language);
  books.set(language, book);
  return book;
}
