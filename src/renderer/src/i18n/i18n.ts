import { createI18n } from 'vue-i18n';
import { ref, shallowRef } from 'vue';
import type { Language } from '@shared/language';
import { sentencesOf } from '@shared/sentences/sentences-of';
import type { SentenceBook } from '@shared/sentences/sentence-book';
import en, { type Messages } from './locales/en';

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

/** Of the language of the window; null for English, which is as the engine says it. */
const sentences = shallowRef<SentenceBook | null>(null);

/**
 * A sentence of the engine in the language of the window: a problem's message and hint, the reason of a connection, a gap.
 * What is no such sentence stays as it is. Call it where the text is shown or computed.
 */
export function worded(sentence: string): string {
  return sentences.value?.word(sentence) ?? sentence;
}

let wanted: Language = 'en';

/** Loads a language and shows it, unless another one was asked for meanwhile. Rejects when it cannot be loaded. */
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  if (next !== 'en' && !i18n.global.availableLocales.includes(next as 'en'))
    i18n.global.setLocaleMessage(next as 'en', (await OTHERS[next]()).default as never);
  const book = next === 'en' ? null : await sentencesOf(next);
  if (wanted !== next) return;
  sentences.value = book;
  i18n.global.locale.value = next as 'en';
  language.value = next;
  document.documentElement.lang = next;
}
