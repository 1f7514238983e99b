import { createRemoteJWKSet, customFetch, type FetchImplementation } from 'jose';
import { performance } from 'node:perf_hooks';
import { StreamgaugeError } from '@shared/errors';
import { maskUrl } from '@shared/mask';
import { AccessError } from './access-error';

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** Largest key set that is read, in bytes. */
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 5_000;
/** ms that a key set is used before it is fetched anew. */
const MAX_AGE_MS = 600_000;
/** ms within which a token with an unknown key does not make the hub fetch the key set again. */
const COOLDOWN_MS = 30_000;
/** ms after a failure in which nothing is fetched: whoever sends tokens cannot make the hub flood the key server. */
const PAUSE_MS = 5_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The keys of a JSON Web Key Set at an address: fetched when the first token comes, kept for ten minutes, fetched
 * again for an unknown key at most every 30 s. Redirects are not followed.
 * @throws StreamgaugeError `bad-option` for an address that anybody on the way could answer for
 */
export function remoteKeys(address: string): RemoteKeys {
  const url = readAddress(address);
  let pausedUntil = -Infinity;
  let reason: unknown;
  const fetchOrPause: FetchImplementation = async (target, init) => {
    if (performance.now() < pausedUntil) throw outOfReach(reason);
    try {
      return await fetchKeySet(target, init);
    } catch (error) {
      pausedUntil = performance.now() + PAUSE_MS;
      reason = error;
      throw outOfReach(error);
    }
  };
  return createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: MAX_AGE_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: fetchOrPause,
  });
}

function readAddress(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw bad('The address of the key set is not a URL.', 'Use for example https://id.example/jwks.json.');
  }
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (safe && url.username === '' && url.password === '') return url;
  throw bad(
    `The key set cannot be fetched from ${maskUrl(url.origin === 'null' ? url.protocol : url.origin)}.`,
    'Use https without a user name, or http on this machine: whoever can change the keys can make tokens.',
  );
}

async function fetchKeySet(target: string, init: Parameters<FetchImplementation>[1]): Promise<Response> {
  const response = await fetch(target, init).catch((cause: unknown) => {
    throw failed(target, 'did not answer', cause);
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw failed(target, `answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > MAX_BYTES) throw failed(target, `answered more than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof StreamgaugeError ? cause : failed(target, 'broke off its answer', cause);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (!isKeySet(text)) throw failed(target, 'answered something that is not a JSON Web Key Set');
  return new Response(text, { status: 200 });
}

function isKeySet(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Array.isArray(value['keys']) && value['keys'].every(isObject);
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For whoever runs the hub: it names the address. */
function failed(target: string, what: string, cause?: unknown): StreamgaugeError {
  return new StreamgaugeError('keys-unreachable', `The key set at ${maskUrl(target)} ${what}.`, {
    hint: 'Tokens cannot be checked until it answers.',
    ...(cause !== undefined && { cause }),
  });
}

/** For whoever sent the token: it does not. */
function outOfReach(cause: unknown): AccessError {
  return new AccessError('cannot-check', 'The hub cannot check tokens at the moment.', {
    hint: 'Try again in a few seconds.',
    retryAfterSeconds: PAUSE_MS / 1_000,
    cause,
  });
}

function bad(message: string, hint: string): StreamgaugeError {
  return new StreamgaugeError('bad-option', message, { hint });
}
