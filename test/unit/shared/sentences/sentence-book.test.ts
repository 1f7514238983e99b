import { describe, expect, it } from 'vitest';
import { SentenceBook } from '@shared/sentences/sentence-book';

const book = new SentenceBook(
  {
    '{0} ended the stream.': '{0} hat den Stream beendet.',
    '{0} ended the stream in the middle of an event.': '{0} hat den Stream mitten in einem Ereignis beendet.',
    'It will be opened again.': 'Er wird wieder geöffnet.',
    'The last time: {0}': 'Beim letzten Mal: {0}',
    'reconnected after {0}, resumed from id {1}.': 'nach {0} wieder verbunden, fortgesetzt ab ID {1}.',
    '{0} failed {1}, so it is not tried any more.': '{0} ist {1} gescheitert und wird nicht mehr versucht.',
    '{0} times in a row': '{0}-mal hintereinander',
    'It has {0} events.': 'Es hat {0} Ereignisse.',
    'The proxy {0} of {1} is away.': 'Von {1} ist der Proxy {0} fort.',
  },
  'de',
);

describe('the engine’s sentences in another language', () => {
  it('carry over their values', () => {
    expect(book.word('prices ended the stream.')).toBe('prices hat den Stream beendet.');
    expect(book.word('prices failed 5 times in a row, so it is not tried any more.')).toBe(
      'prices ist 5-mal hintereinander gescheitert und wird nicht mehr versucht.',
    );
  });

  it('are those of the template that says the most', () => {
    expect(book.word('prices ended the stream in the middle of an event.')).toBe(
      'prices hat den Stream mitten in einem Ereignis beendet.',
    );
  });

  it('may put values in another order', () => {
    expect(book.word('The proxy p:1 of prices is away.')).toBe('Von prices ist der Proxy p:1 fort.');
  });

  it('have the decimal sign of the language, but only in figures', () => {
    expect(book.word('reconnected after 3.2 s, resumed from id 1.2.')).toBe(
      'nach 3,2 s wieder verbunden, fortgesetzt ab ID 1.2.',
    );
    expect(book.word('It has 1,204 events.')).toBe('Es hat 1.204 Ereignisse.');
  });

  it('are told apart where several stand in one text', () => {
    expect(book.word('prices ended the stream. It will be opened again.')).toBe(
      'prices hat den Stream beendet. Er wird wieder geöffnet.',
    );
    expect(book.word('Nobody knows this one. It will be opened again.')).toBe(
      'Nobody knows this one. Er wird wieder geöffnet.',
    );
  });

  it('are worded within one another', () => {
    expect(book.word('The last time: prices ended the stream.')).toBe(
      'Beim letzten Mal: prices hat den Stream beendet.',
    );
    expect(book.word('The last time: prices ended the stream in the middle of an event.')).toBe(
      'Beim letzten Mal: prices hat den Stream mitten in einem Ereignis beendet.',
    );
  });

  it('leave values as they are that look like a place of a value', () => {
    expect(book.word('{1} ended the stream.')).toBe('{1} hat den Stream beendet.');
    expect(book.word('$& ended the stream.')).toBe('$& hat den Stream beendet.');
  });

  it('stay English where nobody has translated them', () => {
    expect(book.word('Something else happened.')).toBe('Something else happened.');
    expect(book.word('')).toBe('');
  });

  it('are found at once in a text that was made to hold it up', () => {
    const text = `${'. A ended the stream. '.repeat(300)}!`;
    expect(book.word(text).length).toBeGreaterThan(100);
    expect(book.word('x'.repeat(100_000))).toHaveLength(100_000);
  });
});
