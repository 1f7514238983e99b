import { ConnectionError } from '../connection-error';
import type { Line } from '../line/line';
import type { Credential, HeaderField } from './credential';
import { fetchToken, type OAuthConfig, type OAuthToken } from './token-endpoint';

/** A token is replaced this long before it ends, or at four fifths of its life if that is earlier, ms. */
const MARGIN_MS = 60_000;
/** By up to this part of the margin earlier, so that many do not ask at the same moment. */
const JITTER = 0.5;
/** Tokens whose end is not told are taken for this long, ms. */
const UNKNOWN_LIFE_MS = 30 * 60_000;
/** A refusal spends a token at most this often, ms: an endpoint that refuses every token must not become a storm. */
const MIN_FORCED_MS = 10_000;
/** After a failure the next try waits, doubling up to the last, ms. */
const RETRY_MS = [500, 1_000, 2_000, 5_000] as const;

export interface OAuthOptions {
  /** How the token endpoint is reached. */
  readonly line: Line;
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * OAuth 2 client credentials (RFC 6749 §4.4) as bearer tokens (RFC 6750). One for all sources that share a
 * configuration: it asks once for all of them, keeps the token, and replaces it before it ends. A token that is still
 * good serves when the one that should follow cannot be had.
 */
export function oauthCredential(config: OAuthConfig, options: OAuthOptions): Credential & { close(): void } {
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const closing = new AbortController();
  let token: (OAuthToken & { readonly refreshAt: number; readonly endsAt: number }) | null = null;
  let asking: Promise<void> | null = null;
  let failures = 0;
  let failure: { readonly error: unknown; readonly until: number } | null = null;
  let forcedAt = -Infinity;

  async function ask(): Promise<void> {
    try {
      const got = await fetchToken(config, options.line, closing.signal);
      const lifeMs = got.lifeMs ?? UNKNOWN_LIFE_MS;
      const margin = Math.min(MARGIN_MS, lifeMs / 5);
      const at = now();
      token = { ...got, endsAt: at + lifeMs, refreshAt: at + lifeMs - margin * (1 + JITTER * random()) };
      failures = 0;
      failure = null;
    } catch (error) {
      const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]!;
      failures += 1;
      failure = { error, until: now() + wait };
      throw error;
    }
  }

  async function current(): Promise<OAuthToken> {
    const at = now();
    if (token && at < token.refreshAt) return token;
    if (!asking && failure && at < failure.until) {
      if (token && at < token.endsAt) return token;
      throw failure.error;
    }
    asking ??= ask().finally(() => (asking = null));
    try {
      await asking;
    } catch (error) {
      if (token && now() < token.endsAt) return token;
      throw error;
    }
    if (!token) throw new ConnectionError('oauth', 'There is no token.', { remedy: 'retry' });
    return token;
  }

  const fieldFor = (value: string): HeaderField => ['Authorization', `Bearer ${value}`];
  return {
    renews: true,
    headersFor: async () => [fieldFor((await current()).value)],
    refused(sent) {
      if (!token) return;
      const [, value] = fieldFor(token.value);
      // Another source has been refused before, and the token replaced since.
      if (sent && !sent.some(([, sentValue]) => sentValue === value)) return;
      if (now() - forcedAt < MIN_FORCED_MS) return;
      forcedAt = now();
      token = null;
    },
    close: () => closing.abort(new Error('the credential is closed')),
  };
}
