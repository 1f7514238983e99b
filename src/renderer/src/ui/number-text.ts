import { t } from '../i18n/i18n';
import { decimal, readNumber, whole } from './format';

/** A number as it stands in a field: no separators between thousands, no digits that say nothing. */
export const numberText = (value: number, decimals = 0): string => {
  const mark = decimal(0.5).slice(1, 2);
  return String(Number(value.toFixed(decimals))).replace('.', mark);
};

/**
 * Reads a number between two bounds from what a person typed (thousands separators and spaces allowed), whole unless
 * `decimals` digits after the point are allowed.
 * @returns the number, or the sentence that says what is wrong
 */
export function numberOf(text: string, least: number, most: number, decimals = 0): number | string {
  const bounds = { least: decimals > 0 ? decimal(least) : whole(least), most: whole(most) };
  const problem = t(decimals > 0 ? 'common.number.decimal' : 'common.number.whole', bounds);
  const value = readNumber(text);
  if (value === null || value < least || value > most || Number(value.toFixed(decimals)) !== value)
    return problem;
  return value;
}
