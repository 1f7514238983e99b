import type { Negotiated } from '@shared/connection';
import { MASK, maskUrl } from '@shared/mask';
import type { Connection } from '../line/line';
import type { TransportRequest } from './transport';

/** Header fields of an answer, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const HIDDEN_HEADERS = new Set([
  'set-cookie',
  'set-cookie2',
  'authorization',
  'proxy-authorization',
  'www-authenticate',
]);

/** A field of an answer, several of one name joined; null for none. */
export function fieldOf(headers: Headers, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
}

/** What was agreed, as it may be shown: no secret is in it. */
export function negotiated(
  request: TransportRequest,
  {
    url,
    status,
    headers,
    connection: { protocol, remoteAddress, proxy, tls },
    openedAfterMs,
  }: {
    readonly url: URL;
    readonly status: number;
    readonly headers: Headers;
    readonly connection: Connection;
    readonly openedAfterMs: number;
  },
): Negotiated {
  return {
    status,
    headers: visibleHeaders(headers),
    protocol,
    url: shownUrl(url, request),
    ...(remoteAddress === null ? {} : { remoteAddress }),
    ...(proxy === null ? {} : { proxy }),
    ...(tls === null ? {} : { tls }),
    openedAfterMs,
  };
}

/** Header fields as they may be shown. */
export function visibleHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.keys(headers).map((key) => [
      key.toLowerCase(),
      HIDDEN_HEADERS.has(key.toLowerCase()) ? MASK : (fieldOf(headers, key) ?? ''),
    ]),
  );
}

/** Query parameters whose values are secrets. */
export function secretParameters({ secretParameter, credentials = [] }: TransportRequest): Set<string> {
  const names = new Set(credentials.flatMap(({ query = [] }) => query.map(([name]) => name)));
  if (secretParameter !== null) names.add(secretParameter);
  return names;
}

/** The address as it may be shown: what is secret by name, and the tokens of the source whatever their names, masked. */
export function shownUrl(url: URL, request: TransportRequest): string {
  const rest = new URL(url);
  const masked: string[] = [];
  for (const name of secretParameters(request)) {
    if (!rest.searchParams.has(name)) continue;
    rest.searchParams.delete(name);
    masked.push(`${encodeURIComponent(name)}=${MASK}`);
  }
  if (masked.length === 0) return maskUrl(url.href);
  return `${maskUrl(rest.href)}${rest.search === '' ? '?' : '&'}${masked.join('&')}`;
}
