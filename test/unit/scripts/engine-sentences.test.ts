import { describe, expect, it } from 'vitest';
import { sentencesIn, shownFiles, translations } from '../../../scripts/engine-sentences.mjs';

const said = new Map(shownFiles().flatMap((file) => [...sentencesIn(file)]));
const places = (text: string): string[] => [...new Set(text.match(/\{\d\}/gu))].sort();

describe.each(['de', 'es'])('the sentences of the engine in %s', (language) => {
  const files = translations(language);
  const entries = [...files.values()].flatMap((file) => Object.entries(file));

  it('are all there', () => {
    const known = new Set(entries.map(([english]) => english));
    expect(
      [...said].filter(([template]) => !known.has(template)).map(([t, where]) => `${where} ${t}`),
    ).toEqual([]);
  });

  it('are none that nobody says any more', () => {
    expect(entries.map(([english]) => english).filter((english) => !said.has(english))).toEqual([]);
  });

  it('are each translated once, with the values of the English one', () => {
    expect(new Set(entries.map(([english]) => english)).size).toBe(entries.length);
    for (const [english, translated] of entries) expect(places(translated), english).toEqual(places(english));
  });

  it('can be told from any other text by what they have besides their values', () => {
    for (const [english] of entries) {
      const fixed = english.replace(/\{\d\}/gu, '').replace(/[^\p{L}]/gu, '');
      expect(fixed.length, english).toBeGreaterThanOrEqual(english.includes('{') ? 5 : 2);
    }
  });
});
