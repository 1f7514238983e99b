/** A value that stands for a moment. */
export interface Moment {
  /** Epoch ms. */
  readonly at: number;
  /** How it was written. */
  readonly unit: 's' | 'ms' | 'us' | 'ns' | 'iso';
}

/** 2001-09-09 and 2100-01-01: numbers outside are counts, prices, ids. */
const EARLIEST = 1e12;
const LATEST = 4_102_444_800_000;
const UNITS = [
  ['s', 1_000],
  ['ms', 1],
  ['us', 1e-3],
  ['ns', 1e-6],
] as const;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/u;

/** The moment that a number or an ISO 8601 text with a time zone may stand for, between 2001 and 2100; null for none. */
export function momentOf(text: string): Moment | null {
  if (text.length > 40) return null;
  if (ISO.test(text)) {
    const at = Date.parse(text.replace(' ', 'T').replace(',', '.'));
    return Number.isNaN(at) ? null : { at, unit: 'iso' };
  }
  // Ten digits of seconds, and three more for each finer unit; a fraction only of the first two.
  if (!/^[1-9]\d{9}(?:\d{3}){0,3}(?:\.\d+)?$/u.test(text)) return null;
  const value = Number(text);
  for (const [unit, ms] of UNITS) {
    const at = value * ms;
    if (at >= EARLIEST && at < LATEST) return { at, unit };
  }
  return null;
}
