import {
  errors,
  jwtVerify,
  type FlattenedJWSInput,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { StreamgaugeError } from '@shared/errors';
import { AccessError } from './access-error';
import { MAX_CREDENTIAL_LENGTH } from './credentials';
import { readIdentity, type Identity } from './jwt-claims';
import { ASYMMETRIC_ALGORITHMS, readPublicKey, readSecret, type VerificationKey } from './jwt-keys';
import { remoteKeys } from './jwks';

/** How JSON Web Tokens (RFC 7519) are checked. Exactly one of `secret`, `publicKey` and `jwksUrl` is given. */
export interface JwtOptions {
  /** For HS256, HS384, HS512: at least as long as the hash, 32, 48 or 64 bytes (RFC 7518 §3.2). */
  readonly secret?: string | Uint8Array;
  /** In PEM, a public key (SPKI) or a certificate: RSA of 2 048 bits or more, EC P-256, P-384, P-521, Ed25519. */
  readonly publicKey?: string;
  /** Address of a JSON Web Key Set (RFC 7517): https, or http on this machine. */
  readonly jwksUrl?: string;
  /** Algorithms that are taken; default all that fit the key. `none` is never taken. */
  readonly algorithms?: readonly string[];
  /** What `iss` must be; default: not looked at. */
  readonly issuer?: string;
  /** What `aud` must be or contain; default: not looked at. */
  readonly audience?: string;
  /** Claim that holds the channels; default `streamgauge`, and then `mercure` is understood too. */
  readonly claim?: string;
  /** By how much the clocks of issuer and hub may differ, 0 … 300 s; default 5. */
  readonly clockToleranceSeconds?: number;
}

export interface JwtVerifier {
  /**
   * Checks signature, time and claims.
   * @throws AccessError `bad-credentials`, `expired-credentials`, `cannot-check`; no text of it holds the token
   */
  verify(token: string): Promise<Identity>;
}

type KeyOf = (header: JWTHeaderParameters, token: FlattenedJWSInput) => Promise<VerificationKey>;

/** Keys without a `kid` that are tried for one token. */
const MAX_KEYS_TRIED = 16;
const MAX_CLOCK_TOLERANCE_SECONDS = 300;

/** Whether a credential has the form of a signed JWT: three parts, the first a JSON object in base64url. */
export function looksLikeJwt(secret: string): boolean {
  return /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/u.test(secret);
}

/**
 * Makes a verifier. The algorithms are those of the key, never those that the token would like: a token signed with
 * HS256 and the text of the public key is refused, as is `alg: none` (RFC 8725 §3.1).
 * @param now epoch ms
 * @throws StreamgaugeError `bad-option`
 */
export function jwtVerifier(options: JwtOptions, now: () => number = Date.now): JwtVerifier {
  const tolerance = options.clockToleranceSeconds ?? 5;
  if (!(tolerance >= 0 && tolerance <= MAX_CLOCK_TOLERANCE_SECONDS)) {
    throw bad(
      `A clock tolerance of ${tolerance} seconds is not possible.`,
      `Use 0 to ${MAX_CLOCK_TOLERANCE_SECONDS}.`,
    );
  }
  const { keyOf, fitting } = keySource(options);
  const algorithms = options.algorithms ?? fitting;
  const misfit = algorithms.find((algorithm) => !fitting.includes(algorithm));
  if (misfit !== undefined || algorithms.length === 0) {
    const what = misfit === undefined ? 'An empty list of algorithms' : JSON.stringify(misfit.slice(0, 16));
    throw bad(`${what} does not fit the key that tokens are checked with.`, `Use ${fitting.join(', ')}.`);
  }
  const claim = options.claim ?? 'streamgauge';
  return {
    async verify(token) {
      if (token.length > MAX_CREDENTIAL_LENGTH) {
        throw refused(`The token is longer than ${MAX_CREDENTIAL_LENGTH} characters.`);
      }
      const payload = await check(token, keyOf, {
        algorithms: [...algorithms],
        clockTolerance: tolerance,
        currentDate: new Date(now()),
        ...(options.issuer !== undefined && { issuer: options.issuer }),
        ...(options.audience !== undefined && { audience: options.audience }),
      });
      return readIdentity(payload, claim, tolerance);
    },
  };
}

function keySource(options: JwtOptions): { keyOf: KeyOf; fitting: readonly string[] } {
  const { secret, publicKey, jwksUrl } = options;
  if ([secret, publicKey, jwksUrl].filter((given) => given !== undefined).length !== 1) {
    throw bad(
      'JSON Web Tokens need one thing to be checked with.',
      'Give a secret, a public key, or the address of a key set: exactly one of them.',
    );
  }
  if (jwksUrl !== undefined) return { keyOf: remoteKeys(jwksUrl), fitting: ASYMMETRIC_ALGORITHMS };
  const { key, algorithms } = secret !== undefined ? readSecret(secret) : readPublicKey(publicKey!);
  return { keyOf: () => Promise.resolve(key), fitting: algorithms };
}

async function check(token: string, keyOf: KeyOf, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keyOf, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw translate(error);
    let tried = 0;
    for await (const key of error) {
      if (tried++ === MAX_KEYS_TRIED) break;
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw translate(failure);
      }
    }
    throw refused('The signature of the token is not right.');
  }
}

/** Nothing of what jose threw is passed on: its errors carry the claims, its messages what the token says. */
function translate(error: unknown): StreamgaugeError {
  if (error instanceof StreamgaugeError) return error;
  if (error instanceof errors.JWTExpired) {
    return new AccessError('expired-credentials', 'The token has expired.', { hint: 'Get a new one.' });
  }
  if (error instanceof errors.JWTClaimValidationFailed) return refused(...claimProblem(error.claim));
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return refused('The token is signed with an algorithm that this hub does not take.');
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return refused('The signature of the token is not right.');
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return refused('The token is signed with a key that this hub does not know.');
  }
  if (error instanceof errors.JOSEError) {
    return refused('The token is not a JSON Web Token that this hub can read.');
  }
  // Not of the token, then, but of the key: one in a key set that is too short, or broken.
  return new AccessError('cannot-check', 'The hub cannot check this token.', {
    hint: 'The key that it is signed with cannot be used.',
    cause: error,
  });
}

function claimProblem(claim: string): [message: string, hint?: string] {
  if (claim === 'nbf')
    return ['The token is not valid yet.', 'Compare the clocks of its issuer and the hub.'];
  if (claim === 'iss') return ['The token is not of the issuer that this hub takes tokens from.'];
  if (claim === 'aud') return ['The token is not meant for this hub: its audience is another one.'];
  return ['A claim of the token has the wrong form.'];
}

function refused(message: string, hint?: string): AccessError {
  return new AccessError('bad-credentials', message, hint === undefined ? {} : { hint });
}

function bad(message: string, hint: string): StreamgaugeError {
  return new StreamgaugeError('bad-option', message, { hint });
}
