import { request } from 'undici';
import { MASK } from '@shared/mask';
import { phrase } from '@shared/sentences/phrase';
import { ConnectionError } from '../connection-error';
import type { Line } from '../line/line';
import { tlsProblem } from '../line/tls-problem';
import { connectionError } from '../reasons';
import { basicValue } from './static-credentials';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_TOKEN_LENGTH = 16 * 1024;
const MAX_DESCRIPTION = 200;

/** A client of an OAuth 2 server. Holds a secret: lives in the main process only. */
export interface OAuthConfig {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Parted by blanks (RFC 6749 §3.3). */
  readonly scope?: string;
  /** Not of the standard, but wanted by several servers. */
  readonly audience?: string;
  /** How the client proves itself (RFC 6749 §2.3.1): `basic` by default, or in the body. */
  readonly authentication?: 'basic' | 'post';
}

export interface OAuthToken {
  readonly value: string;
  /** From now, ms; null when the server does not tell. */
  readonly lifeMs: number | null;
}

/**
 * Asks for a token once (RFC 6749 §4.4). Redirects are not followed: they would take the secret elsewhere.
 * @throws ConnectionError that says in a sentence what the server objects to; never with the secret in it
 */
export async function fetchToken(config: OAuthConfig, line: Line, signal: AbortSignal): Promise<OAuthToken> {
  const url = endpointOf(config);
  const place = phrase(`The token endpoint ${url.host}`);
  const basic = config.authentication !== 'post';
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (config.scope) form.set('scope', config.scope);
  if (config.audience) form.set('audience', config.audience);
  if (!basic) {
    form.set('client_id', config.clientId);
    form.set('client_secret', config.clientSecret);
  }
  const abort = new AbortController();
  const stop = (): void => abort.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const timer = setTimeout(
    () => abort.abort(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })),
    TIMEOUT_MS,
  );
  let status: number;
  let text: string;
  try {
    const answer = await request(url, {
      dispatcher: line.dispatcher,
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        // RFC 6749 §2.3.1: both are form-encoded before they become Basic.
        ...(basic
          ? { authorization: basicValue(formEncoded(config.clientId), formEncoded(config.clientSecret)) }
          : {}),
      },
      body: form.toString(),
      signal: abort.signal,
    });
    status = answer.statusCode;
    text = await boundedText(answer.body, place);
  } catch (error) {
    const cause = abort.signal.aborted ? abort.signal.reason : error;
    throw tlsProblem(place, cause, url.hostname) ?? connectionError(place, url.hostname, cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  const fields = parsed(text);
  if (status !== 200) throw refusal(place, status, fields, config);
  return tokenOf(place, fields);
}

function endpointOf({ tokenUrl }: OAuthConfig): URL {
  try {
    const url = new URL(tokenUrl);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  } catch {
    // Worded below.
  }
  throw new ConnectionError('oauth-endpoint', 'The address of the token endpoint is not complete.', {
    remedy: 'credentials',
    hint: 'Write it like https://login.example.com/oauth/token.',
  });
}

async function boundedText(body: AsyncIterable<Uint8Array>, place: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new ConnectionError('oauth', `${place} answered with more than 64 KiB.`, {
        remedy: 'retry',
        hint: 'Check that the address is the one of the token endpoint.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function tokenOf(place: string, fields: Readonly<Record<string, unknown>>): OAuthToken {
  const { access_token: value, token_type: type, expires_in: seconds } = fields;
  // RFC 6750 §2.1: the characters of a bearer token, so that it fits into a header.
  if (typeof value !== 'string' || value.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/u.test(value)) {
    throw new ConnectionError('oauth', `${place} answered without a token that can be used.`, {
      remedy: 'retry',
      hint: 'Check that the address is the one of the token endpoint.',
    });
  }
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') {
    throw new ConnectionError('oauth', `${place} gives tokens of a type other than bearer.`, {
      remedy: 'stop',
      hint: 'Only bearer tokens (RFC 6750) can be used.',
    });
  }
  const life = Number(seconds);
  return {
    value,
    lifeMs:
      seconds === undefined || seconds === null || !(life > 0) ? null : Math.min(life, 31_536_000) * 1_000,
  };
}

/** RFC 6749 §5.2. */
const REFUSALS: Readonly<Record<string, readonly [sentence: (place: string) => string, hint: string]>> = {
  invalid_client: [(p) => `${p} does not accept the client.`, 'Check client id and client secret.'],
  unauthorized_client: [
    (p) => `${p} does not let this client ask for tokens this way.`,
    'The client has to be allowed the client credentials grant.',
  ],
  unsupported_grant_type: [
    (p) => `${p} does not support client credentials.`,
    'Ask who runs it how programs get their tokens.',
  ],
  invalid_scope: [(p) => `${p} does not give that scope.`, 'Check the scope of this source.'],
  invalid_request: [
    (p) => `${p} does not understand the request.`,
    'It may want an audience, or the client’s secret in the body.',
  ],
  invalid_target: [(p) => `${p} does not know the audience.`, 'Check the audience of this source.'],
  access_denied: [(p) => `${p} denies access.`, 'Check what the client is allowed to do.'],
};

function refusal(
  place: string,
  status: number,
  fields: Readonly<Record<string, unknown>>,
  config: OAuthConfig,
): ConnectionError {
  const { error, error_description: description } = fields;
  const known =
    typeof error === 'string' && Object.hasOwn(REFUSALS, error)
      ? REFUSALS[error]
      : status === 401
        ? REFUSALS['invalid_client']
        : undefined;
  const words = typeof description === 'string' ? quotable(description, config) : '';
  const says = phrase(`It says: ${words}`);
  if (known) {
    return new ConnectionError('oauth-refused', known[0](place), {
      remedy: 'credentials',
      hint: words === '' ? known[1] : `${known[1]} ${says}`,
    });
  }
  const transient = status >= 500 || status === 429 || status === 408;
  return new ConnectionError('oauth', `${place} answered ${status} instead of a token.`, {
    remedy: transient ? 'retry' : 'credentials',
    hint: words === '' ? 'Check that the address is the one of the token endpoint.' : says,
  });
}

/** Foreign text for a sentence: short, on one line, and without what it may repeat of ours. */
function quotable(text: string, { clientSecret }: OAuthConfig): string {
  const masked = clientSecret === '' ? text : text.split(clientSecret).join(MASK);
  return masked
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_DESCRIPTION);
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
