import { ConnectionError } from '../connection-error';

type Words = readonly [sentence: (source: string, host: string) => string, hint: string];

const AUTHORITY = 'Give this source the certificate of that authority, if you trust it.';
const CHAIN = 'The server may also not send its whole chain.';
const ADDRESS = 'Check the address; if it is right, give this source the server name to check for.';
const CLIENT_CERTIFICATE = 'Check that the certificate of this source is the one for this server.';

/** What a server says when it breaks off (RFC 8446 §6.2), by number. */
const ALERTS: Readonly<Record<number, Words>> = {
  40: [
    (s) => `${s} broke off the TLS handshake.`,
    'It may want a client certificate, or ciphers that this machine does not offer.',
  ],
  42: [(s) => `${s} refused the client certificate.`, CLIENT_CERTIFICATE],
  43: [(s) => `${s} does not take client certificates of this kind.`, CLIENT_CERTIFICATE],
  44: [
    (s) => `${s} refused the client certificate, which was revoked.`,
    'This source needs a new certificate.',
  ],
  45: [
    (s) => `${s} refused the client certificate, which has expired.`,
    'This source needs a new certificate.',
  ],
  46: [(s) => `${s} does not accept the client certificate.`, CLIENT_CERTIFICATE],
  48: [(s) => `${s} does not know the authority of the client certificate.`, CLIENT_CERTIFICATE],
  49: [(s) => `${s} does not let the owner of the client certificate in.`, CLIENT_CERTIFICATE],
  51: [
    (s) => `${s} could not check what the client certificate was proved with.`,
    'The key of this source may belong to another certificate.',
  ],
  70: [
    (s) => `${s} and this source have no version of TLS in common.`,
    'The server may know only old versions, or this source allows only newer ones.',
  ],
  71: [(s) => `${s} wants stronger encryption than this source offers.`, 'Ask who runs it what it wants.'],
  80: [(s) => `${s} has trouble of its own with TLS.`, 'Its log may say more.'],
  112: [
    (s, h) => `${s} has no certificate for the name ${h}.`,
    'Check the address, and the server name of this source.',
  ],
  116: [(s) => `${s} wants a client certificate.`, 'Give this source a certificate and its key.'],
  120: [
    (s) => `${s} speaks no version of HTTP that this source offers.`,
    'It may be a server of another kind, or one that only takes HTTP/2.',
  ],
};

/** Alerts by the names that OpenSSL and BoringSSL give them, with neither `SSLV3`, `TLSV1` nor `ALERT`. */
const ALERT_NAMES: Readonly<Record<string, number>> = {
  HANDSHAKE_FAILURE: 40,
  BAD_CERTIFICATE: 42,
  UNSUPPORTED_CERTIFICATE: 43,
  CERTIFICATE_REVOKED: 44,
  CERTIFICATE_EXPIRED: 45,
  CERTIFICATE_UNKNOWN: 46,
  UNKNOWN_CA: 48,
  ACCESS_DENIED: 49,
  DECRYPT_ERROR: 51,
  PROTOCOL_VERSION: 70,
  INSUFFICIENT_SECURITY: 71,
  INTERNAL_ERROR: 80,
  UNRECOGNIZED_NAME: 112,
  CERTIFICATE_REQUIRED: 116,
  NO_APPLICATION_PROTOCOL: 120,
};

/** What we find wrong ourselves. */
const BY_CODE: Readonly<Record<string, Words>> = {
  CERT_HAS_EXPIRED: [
    (s) => `The certificate of ${s} has expired.`,
    'The server needs a new certificate; check this machine’s clock too.',
  ],
  CERT_NOT_YET_VALID: [(s) => `The certificate of ${s} is not valid yet.`, 'Check this machine’s clock.'],
  CERT_REVOKED: [(s) => `The certificate of ${s} was revoked.`, 'The server needs a new certificate.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    (s) => `The certificate of ${s} is signed by itself, so that nobody vouches for it.`,
    'If it is the right one, give it to this source as a certificate authority.',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    (s) => `The certificate of ${s} comes from an authority this machine does not trust.`,
    AUTHORITY,
  ],
  UNABLE_TO_GET_ISSUER_CERT: [
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    AUTHORITY,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    AUTHORITY,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    `${AUTHORITY} ${CHAIN}`,
  ],
  CERT_SIGNATURE_FAILURE: [
    (s) => `The certificate of ${s} is not signed by the authority it names.`,
    'Somebody may pretend to be this server, or two authorities have the same name.',
  ],
  INVALID_PURPOSE: [
    (s) => `The certificate of ${s} is not one for servers.`,
    'The server needs another certificate.',
  ],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ALERTS[70]!,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: ALERTS[70]!,
  ERR_SSL_EE_KEY_TOO_SMALL: [
    (s) => `The key of the certificate of ${s} is too short to be safe.`,
    'The server needs a new certificate.',
  ],
  ERR_SSL_DH_KEY_TOO_SMALL: [
    (s) => `${s} offers a key exchange that is too weak to be safe.`,
    'The server needs newer settings of TLS.',
  ],
};

/**
 * Words an error of TLS at the endpoint: more exactly than `reasons.ts`, because a source can do something about it
 * (certificates of its own). Null for any other error.
 * @param host that the certificate had to be for
 */
export function tlsProblem(source: string, error: unknown, host: string): ConnectionError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    if (cause instanceof ConnectionError) return null;
    const words = wordsFor(cause);
    if (!words) continue;
    const [sentence, hint] = words;
    return new ConnectionError('tls', sentence(source, host), { remedy: 'retry', hint, cause: error });
  }
  return null;
}

function wordsFor(error: Error): Words | undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known = BY_CODE[code];
  if (known) return known;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongName(error);
  const name = /^ERR_SSL_(?:(?:SSLV3|TLSV1|TLSV13)_)?(?:ALERT_)?(\w+)$/u.exec(code)?.[1];
  if (name === undefined && code !== 'EPROTO') return undefined;
  // The number is there with both libraries, and their names differ: 116 has three.
  const number = /SSL alert number (\d{1,3})\b/u.exec(message)?.[1];
  return ALERTS[number === undefined ? (ALERT_NAMES[name ?? ''] ?? 0) : Number(number)];
}

const MAX_NAMES = 3;

function wrongName(error: Error): Words {
  const { subjectaltname: listed } = (error as { cert?: { subjectaltname?: unknown } }).cert ?? {};
  const names = (typeof listed === 'string' ? listed : '')
    .split(', ')
    .map((one) => /^(?:DNS|IP Address):([\w.*:-]{1,100})$/u.exec(one)?.[1])
    .filter((one) => one !== undefined);
  const first = names.slice(0, MAX_NAMES).join(', ');
  const is = names.length > MAX_NAMES ? `It is for ${first} and others.` : `It is for ${first}.`;
  return [
    (s, h) => `The certificate of ${s} is for another name than ${h}.`,
    names.length === 0 ? ADDRESS : `${is} ${ADDRESS}`,
  ];
}
