import { whole } from '../../ui/format';

/**
 * Reads a whole number between two bounds from what a person typed (thousands separators and spaces allowed).
 * @returns the number, or the sentence that says what is wrong
 */
export function wholeNumber(text: string, least: number, most: number): number | string {
  const digits = text.replace(/[\s,_\u00a0\u202f]/gu, '');
  const problem = `Enter a whole number from ${whole(least)} to ${whole(most)}.`;
  if (!/^\d{1,10}$/u.test(digits)) return problem;
  const value = Number(digits);
  return value < least || value > most ? problem : value;
}
