import { bytesOfBase64 } from './base64';
import { utf8TextOf } from './byte-kind';
import { decoded, refused, type DecodedFact, type DecodeResult } from './decoding';

const SHAPE = /^(?:Bearer\s+)?([\w-]{4,}\.[\w-]{2,}\.[\w-]*)$/u;
/** Tokens are short: what is longer is something else. */
const LONGEST = 64 * 1024;
const CLAIMS = [
  ['issued', 'iat'],
  ['notBefore', 'nbf'],
  ['expires', 'exp'],
] as const;

/** Header and claims of a JSON Web Token (RFC 7519) as one JSON text. Its signature is not checked, and that is said. */
export function decodeJwt(text: string): DecodeResult {
  if (text.length > LONGEST) return refused('not-jwt');
  const parts = SHAPE.exec(text.trim())?.[1]?.split('.');
  if (!parts) return refused('not-jwt');
  const header = objectText(parts[0]!);
  const claims = objectText(parts[1]!);
  if (!header || !claims) return refused('not-jwt');
  const facts: DecodedFact[] = [];
  for (const [kind, name] of CLAIMS) {
    // NumericDate: seconds since the epoch, perhaps with a fraction (RFC 7519 §2).
    const at = Object.hasOwn(claims.value, name) ? Number(claims.value[name]) * 1_000 : Number.NaN;
    if (Math.abs(at) <= 8.64e15) facts.push({ kind, at });
  }
  facts.push({ kind: 'unchecked' });
  const signature = JSON.stringify(parts[2] ?? '');
  return decoded({
    kind: 'json',
    text: `{"header":${header.text},"claims":${claims.text},"signature":${signature}}`,
    facts,
  });
}

/** The text of a part that is a JSON object, and its value. */
function objectText(part: string): { text: string; value: Record<string, unknown> } | null {
  const bytes = bytesOfBase64(part);
  const text = bytes && utf8TextOf(bytes);
  if (text === null || !/^\s*\{/u.test(text)) return null;
  try {
    return { text, value: JSON.parse(text) as Record<string, unknown> };
  } catch {
    return null;
  }
}
