/** The first bytes of common formats. */
const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['WebP', [0x52, 0x49, 0x46, 0x46]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['Avro', [0x4f, 0x62, 0x6a, 0x01]],
  ['Ogg', [0x4f, 0x67, 0x67, 0x53]],
];

/** The format that bytes begin like; null for none that is known. */
export function formatOf(bytes: Uint8Array): string | null {
  return SIGNATURES.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0] ?? null;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// eslint-disable-next-line no-control-regex -- control characters are what tells bytes from text
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;

/**
 * The text that bytes are in UTF-8; null when they are not, or hold control characters.
 *
 * @param cut the bytes may end within a character
 */
export function utf8TextOf(bytes: Uint8Array, cut = false): string | null {
  try {
    const text = cut
      ? new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
      : strict.decode(bytes);
    return CONTROLS.test(text) ? null : text;
  } catch {
    return null;
  }
}
