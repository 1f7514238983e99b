import { afterEach, describe, expect, it } from 'vitest';
import { LANGUAGES, languageFor } from '@shared/language';
import { setLanguage, t } from '@/i18n/i18n';
import de from '@/i18n/locales/de';
import en from '@/i18n/locales/en';
import es from '@/i18n/locales/es';

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [name, text] of flat(value, `${path}${key}.`)) all.set(name, text);
  }
  return all;
}
const ENGLISH = flat(en);
const OTHERS = { de: flat(de as Tree), es: flat(es as Tree) };
/** Names in braces, without `{n}` of the form for one, which a language may leave out. */
const names = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name!))].sort();
const forms = (text: string): number => text.split(' | ').length;

describe('messages', () => {
  afterEach(() => setLanguage('en'));

  it.each(Object.entries(OTHERS))('are complete in %s, and no more than that', (_, messages) => {
    expect([...messages.keys()].sort()).toEqual([...ENGLISH.keys()].sort());
  });

  it.each(Object.entries(OTHERS))('name the same values and have as many forms in %s', (_, messages) => {
    const differ = [...ENGLISH].filter(([key, text]) => {
      const other = messages.get(key) ?? '';
      return String(names(text)) !== String(names(other)) || forms(text) !== forms(other);
    });
    expect(differ.map(([key]) => key)).toEqual([]);
  });

  it('compile, every one, with its values in it', async () => {
    for (const language of LANGUAGES) {
      await setLanguage(language);
      for (const [key, text] of language === 'en' ? ENGLISH : OTHERS[language]) {
        const values = Object.fromEntries(names(text).map((name) => [name, `<${name}>`]));
        const made = t(key as never, values, 2);
        expect(made, key).not.toBe('');
        expect(made, key).not.toBe(key);
        expect(made, key).not.toMatch(/\{\w+\}/u);
      }
    }
  }, 30_000);

  it('have a form for one and one for more', () => {
    expect(t('common.events', { n: '1' }, 1)).toBe('1 event');
    expect(t('common.events', { n: '0' }, 0)).toBe('0 events');
    expect(t('common.events', { n: '48,214' }, 48_214)).toBe('48,214 events');
  });

  it('come in the language that is chosen, or in the first one of the system that there is', () => {
    expect(languageFor('es', ['de-DE'])).toBe('es');
    expect(languageFor('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(languageFor('system', ['ja'])).toBe('en');
  });
});
