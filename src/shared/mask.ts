const SECRET_NAME = /token|key|secret|sig|auth|password|passwd|pwd|code|jwt|session|credential/iu;

/** What stands for a hidden value. */
export const MASK = '••••';

/** Shortest secret of which the last four characters may be shown. */
const SHOWS_ITS_END = 12;

/** Whether a query parameter of this name usually carries a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** `••••4f9c`: the end of a long secret, so that two can be told apart; nothing of a short one. */
export function maskSecret(value: string): string {
  return value.length >= SHOWS_ITS_END ? MASK + value.slice(-4) : MASK;
}

/** The parts of an address that are secret by their place or name, replaced by `mask`. */
export function maskUrl(url: string, mask = MASK): string {
  // Not through URLSearchParams: it would rewrite the encoding of what is not secret.
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/iu, (_, scheme: string) => `${scheme}${mask}@`)
    .replace(/([?&#])([^=&#?]*)=([^&#]+)/gu, (whole, before: string, name: string) =>
      isSecretName(decode(name)) ? `${before}${name}=${mask}` : whole,
    );
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
