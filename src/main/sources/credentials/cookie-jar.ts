import { isIP } from 'node:net';
import type { Credential } from './credential';
import { parseCookieDate } from './cookie-date';

/** RFC 6265 §6.1 asks for at least these. */
const MAX_COOKIE_BYTES = 4_096;
const MAX_COOKIES_PER_HOST = 50;
const MAX_HOSTS = 200;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
  /** Epoch ms; null for as long as the app runs. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
}

export interface CookieJar extends Credential {
  /** Cookies that were set but not kept: too large, for another host, or pushed out by newer ones. */
  readonly dropped: number;
  clear(): void;
}

/**
 * Cookies that endpoints set (RFC 6265), in memory. Stricter than a browser's jar: a cookie goes back to the host and
 * port that set it and nowhere else, whatever its `Domain` says, so that no list of public suffixes is needed. `Domain`
 * still has to name that host, or the cookie is refused.
 */
export function createCookieJar(now: () => number = Date.now): CookieJar {
  /** Cookies by host and port, the host that was used last at the end. */
  const hosts = new Map<string, Cookie[]>();
  let dropped = 0;

  function touch(host: string): Cookie[] {
    const cookies = hosts.get(host) ?? [];
    hosts.delete(host);
    hosts.set(host, cookies);
    for (const [oldest, { length }] of hosts) {
      if (hosts.size <= MAX_HOSTS) break;
      hosts.delete(oldest);
      dropped += length;
    }
    return cookies;
  }

  function keep(url: URL, field: string): void {
    const cookie = parseCookie(url, field, now());
    if (!cookie) {
      dropped += 1;
      return;
    }
    const cookies = touch(url.host);
    const same = cookies.findIndex(({ name, path }) => name === cookie.name && path === cookie.path);
    // A cookie from a plain connection must not replace one that was set over TLS.
    if (same !== -1 && cookies[same]!.secure && !isSecure(url)) {
      dropped += 1;
      return;
    }
    const createdAt = cookies[same]?.createdAt ?? cookie.createdAt;
    if (same !== -1) cookies.splice(same, 1);
    if (isOver(cookie, now())) return;
    cookies.push({ ...cookie, createdAt });
    if (cookies.length > MAX_COOKIES_PER_HOST) {
      cookies.shift();
      dropped += 1;
    }
  }

  return {
    renews: false,
    refused: () => undefined,
    get dropped() {
      return dropped;
    },
    clear: () => hosts.clear(),
    received(url, setCookie) {
      for (const field of setCookie) keep(url, field);
    },
    headersFor(url) {
      const at = now();
      const living = (hosts.get(url.host) ?? []).filter((cookie) => !isOver(cookie, at));
      if (hosts.has(url.host)) hosts.set(url.host, living);
      const fitting = living
        .filter(({ path, secure }) => pathMatches(url.pathname, path) && (!secure || isSecure(url)))
        // RFC 6265 §5.4: longer paths first, then older ones.
        .sort((a, b) => b.path.length - a.path.length || a.createdAt - b.createdAt);
      if (fitting.length === 0) return Promise.resolve([]);
      return Promise.resolve([['Cookie', fitting.map(({ name, value }) => `${name}=${value}`).join('; ')]]);
    },
  };
}

/** RFC 6265 §5.2 and §5.3, and the name prefixes of its successor; null for what is refused. */
function parseCookie(url: URL, field: string, at: number): Cookie | null {
  if (field.length > MAX_COOKIE_BYTES) return null;
  const [pair = '', ...attributes] = field.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  const value = pair.slice(equals + 1).trim();
  // eslint-disable-next-line no-control-regex -- what would break the header it goes back in
  if (name === '' || /[\x00-\x08\x0a-\x1f\x7f]/u.test(name + value)) return null;
  let path = defaultPath(url.pathname);
  let secure = false;
  let domain: string | null = null;
  let expires: number | null = null;
  let maxAge: number | null = null;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'path':
        path = text.startsWith('/') ? text : defaultPath(url.pathname);
        break;
      case 'domain':
        if (text !== '') domain = text.replace(/^\./u, '').toLowerCase();
        break;
      case 'secure':
        secure = true;
        break;
      case 'expires':
        expires = parseCookieDate(text) ?? expires;
        break;
      case 'max-age':
        if (/^-?\d+$/u.test(text)) maxAge = Number(text);
        break;
    }
  }
  if (domain !== null && !domainMatches(url.hostname, domain)) return null;
  if (secure && !isSecure(url)) return null;
  if (/^__secure-/iu.test(name) && !secure) return null;
  if (/^__host-/iu.test(name) && !(secure && path === '/' && domain === null)) return null;
  const expiresAt = maxAge === null ? expires : maxAge <= 0 ? -Infinity : at + maxAge * 1_000;
  return { name, value, path, secure, expiresAt, createdAt: at };
}

function isOver({ expiresAt }: Cookie, at: number): boolean {
  return expiresAt !== null && expiresAt <= at;
}

function isSecure({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}

/** RFC 6265 §5.1.3; a single label such as `com` covers nothing but itself. */
function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return domain.includes('.') && isIP(host) === 0 && host.endsWith(`.${domain}`);
}

/** RFC 6265 §5.1.4. */
function defaultPath(pathname: string): string {
  const end = pathname.lastIndexOf('/');
  return end <= 0 ? '/' : pathname.slice(0, end);
}

function pathMatches(pathname: string, path: string): boolean {
  return (
    pathname === path || (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'))
  );
}
