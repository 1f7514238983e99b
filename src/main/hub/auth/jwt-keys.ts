import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CryptoKey } from 'jose';
import { StreamgaugeError } from '@shared/errors';

export type VerificationKey = KeyObject | Uint8Array | CryptoKey;

export interface FittingKey {
  readonly key: VerificationKey;
  /** Algorithms of RFC 7518 §3.1 and RFC 8037 that the key is made for. */
  readonly algorithms: readonly string[];
}

const RSA_PKCS1 = ['RS256', 'RS384', 'RS512'];
const RSA_PSS = ['PS256', 'PS384', 'PS512'];
const EDWARDS = ['EdDSA', 'Ed25519'];
const CURVES = new Map([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
]);
/** Algorithms by the bytes that their secret must have: as many as their hash. */
const HMAC = new Map([
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
]);
const MIN_RSA_BITS = 2_048;

/** Everything that is signed with a private key and checked with a public one. */
export const ASYMMETRIC_ALGORITHMS: readonly string[] = [
  ...RSA_PKCS1,
  ...RSA_PSS,
  ...CURVES.values(),
  ...EDWARDS,
];

/** @throws StreamgaugeError `bad-option` for a secret of fewer than 32 bytes */
export function readSecret(secret: string | Uint8Array): FittingKey {
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : Uint8Array.from(secret);
  const algorithms = [...HMAC].filter(([, bytes]) => key.length >= bytes).map(([algorithm]) => algorithm);
  if (algorithms.length > 0) return { key, algorithms };
  throw bad(
    `The secret for JSON Web Tokens has ${key.length} bytes, and HS256 needs 32.`,
    'Make one with: openssl rand -base64 48',
  );
}

/** @throws StreamgaugeError `bad-option` for what is no public key, or a weak one, or one of another kind */
export function readPublicKey(pem: string): FittingKey {
  // Node would derive the public key from it; but whoever put it here gave away more than they meant to.
  if (pem.includes('PRIVATE KEY')) {
    throw bad(
      'The key for JSON Web Tokens is a private key.',
      'Give the public one: openssl pkey -in private.pem -pubout',
    );
  }
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw bad(
      'The public key for JSON Web Tokens cannot be read.',
      'It is PEM and begins with -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----.',
    );
  }
  return { key, algorithms: fitting(key) };
}

function fitting(key: KeyObject): readonly string[] {
  const { modulusLength = MIN_RSA_BITS, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS) {
    throw bad(
      `The public key for JSON Web Tokens is an RSA key of ${modulusLength} bits.`,
      `Use one of ${MIN_RSA_BITS} bits or more (RFC 7518 §3.3).`,
    );
  }
  if (key.asymmetricKeyType === 'rsa') return [...RSA_PKCS1, ...RSA_PSS];
  if (key.asymmetricKeyType === 'ed25519') return EDWARDS;
  const algorithm = key.asymmetricKeyType === 'ec' ? CURVES.get(namedCurve) : undefined;
  if (algorithm !== undefined) return [algorithm];
  throw bad(
    'The public key for JSON Web Tokens is of a kind that cannot be used.',
    'Use RSA, Ed25519, or EC on P-256, P-384 or P-521.',
  );
}

function bad(message: string, hint: string): StreamgaugeError {
  return new StreamgaugeError('bad-option', message, { hint });
}
