import { createI18n } from 'vue-i18n';
import { ref } from 'vue';
import en, { type Messages } from './locales/en';

/** Languages that the window speaks. English is complete by definition; a test holds the others against it. */
export const LANGUAGES = ['en', 'de', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `'stream.table.time'` and so on: every message there is. */
export type MessageKey = Leaves<Messages>;
type Leaves<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Values that a message names as `{name}`. */
type Values = Readonly<Record<string, string | number>>;

const OTHERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>>> = {
  de: () => import('./locales/de'),
  es: () => import('./locales/es'),
};

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: false,
  fallbackWarn: false,
  messages: { en: en as never },
});

/** The language of the window. Whatever reads it, or a message, in a render or a computed follows it. */
export const language = ref<Language>('en');

/**
 * A message in the language of the window. Call it where the text is shown or computed, never when a module loads.
 *
 * @param values what `{name}` in the message stands for; numbers as they should read (`whole(12)`)
 * @param count chooses between the forms of a message with `|`: one, other
 */
export function t(key: MessageKey, values: Values = {}, count?: number): string {
  return count === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, count);
}

/** Loads a language and shows it. */
export async function setLanguage(next: Language): Promise<void> {
  if (next !== 'en' && !i18n.global.availableLocales.includes(next as 'en'))
    i18n.global.setLocaleMessage(next as 'en', (await OTHERS[next]()).default as never);
  i18n.global.locale.value = next as 'en';
  language.value = next;
  document.documentElement.lang = next;
}

/** The language for a choice in the settings: `system` is the first of the system's that the window speaks, else English. */
export function languageFor(choice: Language | 'system', systemLanguages: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of systemLanguages) {
    const known = LANGUAGES.find((each) => tag.toLowerCase().split('-')[0] === each);
    if (known) return known;
  }
  return 'en';
}
