/**
 * Whether a text is a web origin exactly as browsers send it in `Origin` (RFC 6454 §6.2): scheme, host and a port that
 * is not the usual one, nothing more.
 */
export function isWebOrigin(text: string): boolean {
  try {
    const { origin } = new URL(text);
    return origin === text && origin !== 'null';
  } catch {
    return false;
  }
}
