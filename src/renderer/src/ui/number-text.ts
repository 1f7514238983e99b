import { whole } from './format';

/** A number as it stands in a field: no separators, no digits that say nothing. */
export const numberText = (value: number, decimals = 0): string => String(Number(value.toFixed(decimals)));

/**
 * Reads a number between two bounds from what a person typed (thousands separators and spaces allowed), whole unless
 * `decimals` digits after the point are allowed.
 * @returns the number, or the sentence that says what is wrong
 */
export function numberOf(text: string, least: number, most: number, decimals = 0): number | string {
  const plain = text.replace(/[\s,_\u00a0\u202f]/gu, '');
  const bounds = `from ${decimals > 0 ? String(least) : whole(least)} to ${whole(most)}`;
  const problem = decimals > 0 ? `Enter a number ${bounds}.` : `Enter a whole number ${bounds}.`;
  if (!/^\d{1,10}(?:\.\d{1,6})?$/u.test(plain)) return problem;
  const value = Number(plain);
  if (value < least || value > most || Number(value.toFixed(decimals)) !== value) return problem;
  return value;
}
