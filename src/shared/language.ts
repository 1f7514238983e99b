/** Languages that the app speaks. English is complete by definition; a test holds the others against it. */
export const LANGUAGES = ['en', 'de', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language for a choice in the settings: `system` is the first of the system's that the app speaks, else English. */
export function languageFor(choice: Language | 'system', systemLanguages: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of systemLanguages) {
    const known = LANGUAGES.find((each) => tag.toLowerCase().split('-')[0] === each);
    if (known) return known;
  }
  return 'en';
}
