import type { Language } from '@shared/language';
import { de } from './de';
import { en, type ShellWords } from './en';
import { es } from './es';

const WORDS: Readonly<Record<Language, ShellWords>> = { en, de, es };

/** What the operating system draws for the app, in a language. Asked for each time: the language can change. */
export function shellWords(language: Language): ShellWords {
  return WORDS[language];
}
