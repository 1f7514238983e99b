import type { AuthRequest } from '../../../../../src/main/hub/auth/credentials';

interface Parts {
  readonly method?: string;
  /** Names and values in turn, as they come over the wire. */
  readonly raw?: readonly string[];
  readonly query?: string;
  readonly remoteAddress?: string;
}

/** A request as the hub sees it. Of headers that come twice `headers` has the first, as in Node. */
export function authRequest({
  method = 'GET',
  raw = [],
  query = '',
  remoteAddress = '192.0.2.7',
}: Parts = {}): AuthRequest {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) headers[raw[i]!.toLowerCase()] ??= raw[i + 1]!;
  return { method, headers, rawHeaders: raw, query: new URLSearchParams(query), remoteAddress };
}

export function bearer(token: string, parts: Parts = {}): AuthRequest {
  return authRequest({ ...parts, raw: ['Authorization', `Bearer ${token}`, ...(parts.raw ?? [])] });
}
