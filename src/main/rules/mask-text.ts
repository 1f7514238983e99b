import { isSecretName, MASK, maskUrl } from '@shared/mask';

const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>\\]+/giu;
const SIGN_IN = /\b(Bearer|Basic|Digest|Negotiate)\s+[\w.~+/=-]{8,}/giu;
/** `"token": "…"`, `password=…`, `api_key: …` */
const NAMED = /(["']?)([\w.-]{2,40})\1(\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'{}[\]]+)/gu;

/** Text with what is usually secret in it replaced: credentials in addresses and headers, and values named like a secret. */
export function maskText(text: string): string {
  return text
    .replace(ADDRESS, (address) => maskUrl(address))
    .replace(SIGN_IN, `$1 ${MASK}`)
    .replace(NAMED, (whole, quote: string, name: string, between: string) =>
      isSecretName(name) ? `${quote}${name}${quote}${between}${valueLike(whole)}` : whole,
    );
}

/** The mask in the quotes that the value had. */
function valueLike(whole: string): string {
  const end = whole.at(-1);
  return end === '"' || end === "'" ? `${end}${MASK}${end}` : MASK;
}
