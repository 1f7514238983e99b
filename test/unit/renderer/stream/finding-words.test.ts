import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '@/i18n/i18n';
import { findingWords } from '@/views/stream/finding-words';

afterEach(() => setLanguage('en'));

describe('the words of a finding', () => {
  it('are the language’s own, the type and what the stream sent stay as they are', async () => {
    const said = 'order: paid: /total must be number (was string "12").';
    expect(findingWords(said)).toBe(said);
    await setLanguage('de');
    expect(findingWords(said)).toBe('order: paid: /total muss number sein (war string "12").');
    expect(findingWords('order: the payload is no JSON.')).toBe('order: die Nutzlast ist kein JSON.');
  });

  it('stay as they are when nobody knows them', async () => {
    await setLanguage('de');
    for (const text of ['', 'no colon', 'a: b: c: d', ': '.repeat(10_000)])
      expect(findingWords(text)).toBe(text);
  });
});
