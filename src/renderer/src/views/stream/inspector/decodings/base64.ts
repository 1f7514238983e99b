import { decoded, refused, type DecodeResult } from './decoding';
import { formatOf, utf8TextOf } from './byte-kind';

/** `data:image/png;base64,` (RFC 2397). */
const DATA_URL = /^data:[^,]{0,200};base64,/iu;
const BODY = /^[A-Za-z0-9+/_-]+={0,2}$/u;
/** Shorter ones could be any word. */
const SHORTEST_GUESS = 16;

/** The bytes of a base64 or base64url text (RFC 4648 §4, §5), padded or not; null when it is none. */
export function bytesOfBase64(text: string): Uint8Array | null {
  let body = text.trim().replace(DATA_URL, '');
  // Line breaks within are MIME's (RFC 2045 §6.8).
  if (/\s/u.test(body)) body = body.replace(/\s+/gu, '');
  if (!BODY.test(body)) return null;
  const bare = body.replace(/=+$/u, '');
  if (bare.length % 4 === 1) return null;
  // One alphabet or the other: a text with characters of both is neither.
  if (/[-_]/u.test(bare)) {
    if (/[+/]/u.test(bare)) return null;
    body = bare.replaceAll('-', '+').replaceAll('_', '/');
  } else body = bare;
  try {
    return Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** As text when the bytes are UTF-8 that reads, else as bytes with what they begin with. */
export function decodeBase64(text: string): DecodeResult {
  const bytes = bytesOfBase64(text);
  if (!bytes) return refused('not-base64');
  const size = { kind: 'bytes', count: bytes.length } as const;
  const plain = utf8TextOf(bytes);
  if (plain !== null) return decoded({ kind: 'text', text: plain, facts: [size] });
  const format = formatOf(bytes);
  return decoded({
    kind: 'bytes',
    bytes,
    facts: format === null ? [size] : [{ kind: 'format', name: format }, size],
  });
}

/** Whether somebody who reads the text would take it for base64: words and numbers are not. */
export function looksLikeBase64(text: string): boolean {
  if (DATA_URL.test(text)) return true;
  const body = text.trim();
  if (body.length < SHORTEST_GUESS || !/^[A-Za-z0-9+/_=\s-]+$/u.test(body)) return false;
  // Hexadecimal digests, UUIDs and numbers, and words.
  if (/^[0-9a-fA-F-]+$/u.test(body) || /^[a-z_-]+$/iu.test(body)) return false;
  if (!/[A-Z]/u.test(body) || !/[a-z]/u.test(body)) return false;
  const bytes = bytesOfBase64(body.length > 4_096 ? body.slice(0, 4_096) : body);
  if (!bytes) return false;
  return (
    body.endsWith('=') || utf8TextOf(bytes.subarray(0, 3_000), true) !== null || formatOf(bytes) !== null
  );
}
