/** `HH:MM` of what a person typed: `22`, `7:5`, `0730`, `7.30`; null for what is no time of a day of 24 hours. */
export function timeOfDay(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.h]?([0-5]?\d))?$/u.exec(text.trim());
  const hour = Number(found?.[1]);
  if (!found || hour > 23) return null;
  return `${String(hour).padStart(2, '0')}:${(found[2] ?? '').padStart(2, '0')}`;
}
