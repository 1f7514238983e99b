import type { Language } from '@shared/language';
import { language } from '../../i18n/i18n';

/** One formatter a language and kind: making one takes far longer than using it. */
const made = new Map<string, Intl.NumberFormat>();
function formatter(kind: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const tag: Language = language.value;
  const key = `${tag} ${kind}`;
  let known = made.get(key);
  if (!known)
    made.set(key, (known = new Intl.NumberFormat(tag, { useGrouping: 'always' as never, ...options })));
  return known;
}

/** A value with the digits that tell it apart: `1,840`, `129.9`, `0.00042`, `1.5E-9`. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e15))
    return formatter('far', { notation: 'scientific', maximumSignificantDigits: 6 }).format(value);
  if (size >= 1e6) return formatter('large', { maximumFractionDigits: 1 }).format(value);
  return formatter('near', { maximumSignificantDigits: 7 }).format(value);
}

/** A value for the scale of a chart: `1.2M`, `400`, `0.05`. */
export function scaleText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size !== 0 && size < 1e-4))
    return formatter('far scale', { notation: 'scientific', maximumSignificantDigits: 3 }).format(value);
  if (size >= 10_000)
    return formatter('short', { notation: 'compact', maximumSignificantDigits: 4 }).format(value);
  return formatter('scale', { maximumSignificantDigits: 6 }).format(value);
}

/** A value with its unit, where it has one: `1,840 ms`. */
export const withUnit = (value: number, unit: string): string =>
  unit === '' ? valueText(value) : `${valueText(value)} ${unit}`;
