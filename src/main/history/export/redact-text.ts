import { isSecretName, MASK } from '@shared/mask';
import { isSecretField } from './secret-field';

/** Why something was taken out. */
export type RedactionReason = 'field' | 'address' | 'header' | 'jwt' | 'key' | 'private-key';

/** One thing that was taken out. */
export interface Redaction {
  readonly reason: RedactionReason;
  /** Where in the new text stands what it was replaced by, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** Length of what was there, in UTF-16 code units. */
  readonly length: number;
}

interface Found {
  readonly reason: RedactionReason;
  /** In the text as it was. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

type Add = (reason: RedactionReason, from: number, to: number, by?: string) => void;

export interface RedactedText {
  readonly text: string;
  /** In order of place; empty when the text is as it was. */
  readonly redactions: readonly Redaction[];
}

/** Most texts hold none of these, and then nothing else is looked for. */
const HINT =
  /token|secret|passw|passp|pwd|otp|cookie|jwt|auth|credential|signature|key|session|:\/\/|bearer|eyJ|sk[-_]|[pr]k_|gh[opsu]_|github_pat|glpat|xox|AKIA|ASIA|AIza|npm_|hf_|whsec|SG\./iu;

/**
 * A name and the beginning of its string, also within JSON that is a string of JSON itself (`\"token\":\"`). Every part is
 * bounded, so that hostile text costs no more than its length.
 */
const NAMED_STRING = /(\\{0,7}")([A-Za-z0-9_.$-]{2,64})\1\s{0,8}:\s{0,8}(?:\1|(-?[0-9][0-9.]{0,40}))/gu;
const ADDRESS = /[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>\\`{}|^]{1,8192}/giu;
const HEADER =
  /(?<![A-Za-z0-9-])((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)\s{0,4}[:=]\s{0,4}([^\s"'\\][^\r\n"\\]{0,8191})/giu;
const BEARER = /(?<![A-Za-z0-9])bearer\s{1,4}([A-Za-z0-9._~+/=-]{16,4096})/giu;
const JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{0,65536}){2,4}/gu;
const KEY =
  /(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{16,256}|[spr]k_(?:live|test)_[A-Za-z0-9]{8,256}|gh[opsu]_[A-Za-z0-9]{20,256}|github_pat_[A-Za-z0-9_]{20,256}|glpat-[A-Za-z0-9_-]{16,256}|xox[abeoprs]-[A-Za-z0-9-]{10,256}|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])|AIza[0-9A-Za-z_-]{35}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,64}|whsec_[A-Za-z0-9+/=]{16,256}|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64})/gu;
const PRIVATE_KEY_BEGINS = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----/gu;
const PRIVATE_KEY_ENDS = /-----END [A-Z ]{0,32}PRIVATE KEY-----/gu;

/**
 * Puts `••••` in the place of what looks like a secret: values of fields named so (also in JSON within JSON), credentials and
 * secret parameters of addresses, authorization and cookie headers, JSON Web Tokens, keys with a well-known beginning, PEM
 * private keys. Everything else stays as it is, to the character: JSON stays JSON. Takes time linear in the text.
 */
export function redactText(text: string): RedactedText {
  if (!HINT.test(text) && !text.includes('PRIVATE KEY')) return { text, redactions: [] };
  const found: Found[] = [];
  const add: Add = (reason, from, to, by = MASK) => {
    if (to > from && text.slice(from, to) !== by) found.push({ reason, from, to, by });
  };
  namedValues(text, add);
  for (const match of text.matchAll(ADDRESS)) inAddress(match[0], match.index, add);
  for (const match of text.matchAll(HEADER)) {
    const end = match.index + match[0].length;
    add('header', end - match[2]!.length, end);
  }
  for (const match of text.matchAll(BEARER)) {
    const end = match.index + match[0].length;
    add('header', end - match[1]!.length, end);
  }
  for (const match of text.matchAll(JWT)) add('jwt', match.index, match.index + match[0].length);
  for (const match of text.matchAll(KEY)) add('key', match.index, match.index + match[0].length);
  privateKeys(text, add);
  return replaced(text, found);
}

function privateKeys(text: string, add: Add): void {
  PRIVATE_KEY_BEGINS.lastIndex = 0;
  for (let match = PRIVATE_KEY_BEGINS.exec(text); match; match = PRIVATE_KEY_BEGINS.exec(text)) {
    const from = match.index + match[0].length;
    PRIVATE_KEY_ENDS.lastIndex = from;
    const to = PRIVATE_KEY_ENDS.exec(text)?.index ?? text.length;
    add('private-key', from, to);
    PRIVATE_KEY_BEGINS.lastIndex = to;
  }
}

/** Credentials before the host and secret parameters, as `maskUrl` finds them, place by place. */
function inAddress(address: string, at: number, add: Add): void {
  const host = address.indexOf('://') + 3;
  const authority = /^[^/?#]*@/u.exec(address.slice(host));
  if (authority) add('address', at + host, at + host + authority[0].length - 1);
  for (const match of address.matchAll(/[?&#]([^=&#?]*)=([^&#]+)/gu)) {
    const end = at + match.index + match[0].length;
    if (isSecretName(decoded(match[1]!))) add('address', end - match[2]!.length, end);
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function namedValues(text: string, add: Add): void {
  NAMED_STRING.lastIndex = 0;
  for (let match = NAMED_STRING.exec(text); match; match = NAMED_STRING.exec(text)) {
    const [whole, quote = '"', name = '', number] = match;
    const end = match.index + whole.length;
    if (number !== undefined) {
      // Counts are no secrets; a PIN is.
      if (isSecretField(name)) add('field', end - number.length, end, `${quote}${MASK}${quote}`);
      continue;
    }
    if (!isSecretField(name)) {
      // The string that begins here may hold JSON of its own.
      NAMED_STRING.lastIndex = end;
      continue;
    }
    const close = stringEnd(text, end, quote.length - 1);
    add('field', end, close);
    NAMED_STRING.lastIndex = close;
  }
}

/**
 * Where a string of JSON ends whose quotes have `depth` backslashes before them (0, 1, 3, 7: so many times is it a string
 * within a string).
 */
function stringEnd(text: string, from: number, depth: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes - 1 >= from && text[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % (2 * (depth + 1)) === depth) return at - depth;
    // The string around it ends: what is here is not whole.
    if (backslashes < depth) return at - backslashes;
  }
  return text.length;
}

function replaced(text: string, found: Found[]): RedactedText {
  if (found.length === 0) return { text, redactions: [] };
  // What takes out most comes first where two begin together.
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const redactions: Redaction[] = [];
  let result = '';
  let position = 0;
  for (const { reason, from, to, by } of found) {
    // What overlaps one that is out already goes with it.
    if (from >= position) {
      result += text.slice(position, from);
      redactions.push({ reason, from: result.length, to: result.length + by.length, length: to - from });
      result += by;
    }
    position = Math.max(position, to);
  }
  return { text: result + text.slice(position), redactions };
}
