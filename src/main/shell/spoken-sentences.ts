import type { Language } from '@shared/language';
import type { SentenceBook } from '@shared/sentences/sentence-book';
import { sentencesOf } from '@shared/sentences/sentences-of';

/** The engine's sentences in the language of the window, for what the system shows. */
export class SpokenSentences {
  #language: Language = 'en';
  #book: SentenceBook | null = null;

  /** Speaks this language as soon as its sentences are loaded; what cannot be loaded stays English. */
  use(language: Language): void {
    if (language === this.#language) return;
    this.#language = language;
    sentencesOf(language).then(
      (book) => {
        if (this.#language === language) this.#book = book;
      },
      () => undefined,
    );
  }

  /** @param text lines in English, or anything else, which is given back as it is */
  word(text: string): string {
    const book = this.#book;
    return book === null
      ? text
      : text
          .split('\n')
          .map((line) => book.word(line))
          .join('\n');
  }
}
