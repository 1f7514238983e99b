import { describe, expect, it } from 'vitest';
import { SpokenSentences } from '../../../../src/main/shell/spoken-sentences';
import { eventually } from '../../../support/eventually';

const ENGLISH = 'Choose another folder.';

describe('what the engine says, where the system shows it', () => {
  it('is worded line by line in the language of the window, and what nobody knows stays as it is', async () => {
    const sentences = new SpokenSentences();
    expect(sentences.word(ENGLISH)).toBe(ENGLISH);
    sentences.use('de');
    await eventually(() => expect(sentences.word(ENGLISH)).not.toBe(ENGLISH), { timeoutMs: 5_000 });
    const german = sentences.word(ENGLISH);
    expect(sentences.word(`${ENGLISH}\nCard declined`)).toBe(`${german}\nCard declined`);
  });

  it('goes back to English when the window does, however soon', async () => {
    const sentences = new SpokenSentences();
    sentences.use('es');
    sentences.use('en');
    await eventually(() => expect(sentences.word(ENGLISH)).toBe(ENGLISH), { timeoutMs: 5_000 });
    sentences.use('de');
    await eventually(() => expect(sentences.word(ENGLISH)).not.toBe(ENGLISH), { timeoutMs: 5_000 });
    sentences.use('en');
    await eventually(() => expect(sentences.word(ENGLISH)).toBe(ENGLISH), { timeoutMs: 5_000 });
  });
});
