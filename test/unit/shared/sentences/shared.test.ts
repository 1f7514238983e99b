import { describe, expect, it } from 'vitest';
import { assertChannelName } from '@shared/channel';
import { toProblem } from '@shared/errors';
import { SentenceBook } from '@shared/sentences/sentence-book';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';

const german = new SentenceBook(de, 'de');
const spanish = new SentenceBook(es, 'es');

describe('what is wrong with a source’s address and headers', () => {
  it('keeps what was entered, in German', () => {
    expect(german.word(urlProblem('ftp://x.test')!)).toBe(
      'ftp:// ist keine Adresse eines Ereignisstroms. Mit http://, https://, ws:// oder wss:// beginnen.',
    );
    expect(german.word(urlProblem('http://')!)).toBe('"http://" ist keine vollständige Adresse.');
    expect(german.word(urlProblem('x'.repeat(9_000))!)).toBe('Die Adresse ist länger als 8.192 Zeichen.');
    expect(german.word(headerNameProblem('a b')!)).toBe(
      'Der Headername "a b" hat Zeichen, die HTTP nicht erlaubt.',
    );
  });

  it('tells a header that has no name yet from one that has, in Spanish', () => {
    expect(spanish.word(headerValueProblem('', 'a\nb')!)).toBe(
      'El valor de la cabecera contiene un salto de línea. Pegarlo de nuevo sin él.',
    );
    expect(spanish.word(headerValueProblem('X-Key', 'a\nb')!)).toBe(
      'El valor de X-Key contiene un salto de línea. Pegarlo de nuevo sin él.',
    );
  });
});

describe('what is wrong with the name of a channel', () => {
  it('says in German which character it is, and what is allowed', () => {
    let caught: unknown;
    try {
      assertChannelName('a b');
    } catch (error) {
      caught = error;
    }
    const { message, hint } = toProblem(caught);
    expect(german.word(message)).toBe('Der Kanalname hat ein verbotenes Zeichen (U+0020) an Stelle 2.');
    expect(german.word(hint!)).toMatch(/^Buchstaben, Ziffern und \. _ - verwenden/u);
  });
});
