import { decoded, refused, type DecodedField, type DecodeResult } from './decoding';

/** Most fields that are shown. */
export const MAX_FIELDS = 1_000;

/** The fields of `application/x-www-form-urlencoded` (WHATWG URL §5.1), in order. */
export function decodeForm(text: string): DecodeResult {
  if (!text.includes('=')) return refused('not-form');
  const fields: DecodedField[] = [];
  let count = 0;
  for (const [name, value] of new URLSearchParams(text.trim())) {
    count += 1;
    if (fields.length < MAX_FIELDS) fields.push({ part: 'field', name, value });
  }
  if (count === 0) return refused('not-form');
  const more = count - fields.length;
  return decoded({ kind: 'fields', fields, facts: more > 0 ? [{ kind: 'more', count: more }] : [] });
}

/** Whether every piece between ampersands has a name and an equals sign, and nothing is left unescaped. */
export function looksLikeForm(text: string): boolean {
  const body = text.trim();
  if (body.length > 1_000_000 || /[\s{}"<>]/u.test(body)) return false;
  const pieces = body.split('&', 2_000);
  const named = pieces.filter((piece) => /^[\w.%+[\]*-]+=/u.test(piece));
  return named.length === pieces.length && (pieces.length > 1 || /%[0-9A-F]{2}|\+/iu.test(body));
}
