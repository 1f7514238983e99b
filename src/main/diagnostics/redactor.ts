import { isSecretName, MASK } from '@shared/mask';

/** Shortest secret that is looked for wherever it occurs: a shorter one would tear ordinary words apart. */
const MIN_SECRET = 6;

const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>\\]+/giu;
const SIGN_IN = /\b(Bearer|Basic|Digest|Negotiate)\s+[\w.~+/=-]{6,}/giu;
/** Headers whose whole value is secret, spaces and all: up to the end of the line. */
const HEADER = /\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)[^\r\n]+/giu;
/** `"token": "…"`, `password=…`, `api-key: …` */
const NAMED = /(["']?)([\w.-]{2,40})\1(\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'{}[\]]+)/gu;
/** V8 quotes what it could not parse, which may be the data of an event. */
const PARSE_QUOTE = /, (?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON/gu;
/** What no address can be made of. */
const LONE_SURROGATES = /[\ud800-\udfff]/gu;
const MASKED_QUOTE = `, ${MASK} is not valid JSON`;

/**
 * Takes out of texts what must not leave the app: secrets that it knows wherever they occur, in their usual encodings, and what
 * is usually secret by its place or name (credentials and query values of addresses, sign-in headers, `password=…`).
 */
export class Redactor {
  readonly #secrets: () => Iterable<string>;

  /** @param secrets those that are known now; the shortest ones, under 6 characters, are left aside */
  constructor(secrets: () => Iterable<string>) {
    this.#secrets = secrets;
  }

  text(text: string): string {
    return this.now().text(text);
  }

  /** Every text of a value made of plain objects and lists; names of keys stay. */
  value(value: unknown): unknown {
    return this.now().value(value);
  }

  /** With the secrets that are known at this moment: for many texts in a row. */
  now(): Redaction {
    const forms = new Set<string>();
    for (const secret of this.#secrets()) for (const form of formsOf(secret)) forms.add(form);
    // Longest first: one may be a part of another.
    return new Redaction([...forms].sort((a, b) => b.length - a.length));
  }
}

/** What a redactor takes out, with the secrets of one moment. */
export class Redaction {
  readonly #forms: readonly string[];

  /** @param forms of secrets, the longest first */
  constructor(forms: readonly string[]) {
    this.#forms = forms;
  }

  text(text: string): string {
    return maskUsual(maskKnown(text, this.#forms));
  }

  value(value: unknown): unknown {
    return this.#value(value, '');
  }

  #value(part: unknown, name: string): unknown {
    if (typeof part === 'string') return isSecretKey(name) && part !== '' ? MASK : this.text(part);
    if (Array.isArray(part)) return part.map((each) => this.#value(each, name));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, this.#value(each, key)]));
  }
}

/** An address without its credentials, the values of its query, and what follows `#`. */
export function maskAddress(address: string): string {
  return address
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/iu, `$1${MASK}@`)
    .replace(/#.*$/su, '')
    .replace(/([?&][^=&]*)=[^&]+/gu, `$1=${MASK}`);
}

/** `api-key`, `accessToken`; not `code` and `key` alone, which are names of ours. */
function isSecretKey(name: string): boolean {
  return isSecretName(name) && !/^(?:code|key|keys|session|secrets)$/iu.test(name);
}

function maskKnown(text: string, forms: readonly string[]): string {
  let masked = text;
  for (const form of forms) if (masked.includes(form)) masked = masked.replaceAll(form, MASK);
  return masked;
}

function maskUsual(text: string): string {
  return text
    .replace(PARSE_QUOTE, MASKED_QUOTE)
    .replace(ADDRESS, maskAddress)
    .replace(HEADER, `$1$2${MASK}`)
    .replace(SIGN_IN, `$1 ${MASK}`)
    .replace(NAMED, (whole, quote: string, name: string, between: string) =>
      isSecretKey(name) ? `${quote}${name}${quote}${between}${MASK}` : whole,
    );
}

/** A secret as it is written in an address, in JSON, and in Basic credentials. */
function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) return [];
  return [
    secret,
    encodeURIComponent(secret.replace(LONE_SURROGATES, '')),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/u, ''),
  ];
}
