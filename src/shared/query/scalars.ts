/**
 * What an unquoted value means: `true`, `false`, `null`, a number, or else the text itself. Only a number in the form
 * in which it would be printed becomes one, so that `007` and ids with more digits than a double holds stay exact.
 */
export function readScalar(text: string): string | number | boolean | null {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  return readNumber(text) ?? text;
}

/** The number of a text that is exactly how this number is printed, otherwise null. */
export function readNumber(text: string): number | null {
  const first = text.charCodeAt(0);
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return null;
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : null;
}

/** The number a text stands for in any usual form (`1.50`, `1e3`), otherwise null. */
export function looseNumber(text: string): number | null {
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(text) ? Number(text) : null;
}
