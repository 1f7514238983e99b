import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import type { LineConfig, ProxyConfig } from './line-config';
import { bypassesProxy, isLoopback } from './no-proxy';

export type ProxyKind = 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5';

/** A proxy as it is dialled. */
export interface Proxy {
  readonly kind: ProxyKind;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** `squid:3128`, for sentences. */
  readonly name: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const KINDS: Readonly<Record<string, readonly [kind: ProxyKind, port: number]>> = {
  'http:': ['http', 80],
  'https:': ['https', 443],
  'socks:': ['socks5', 1080],
  'socks4:': ['socks4', 1080],
  'socks4a:': ['socks4a', 1080],
  'socks5:': ['socks5', 1080],
  'socks5h:': ['socks5', 1080],
};

/**
 * Chooses the proxy for an address; null for a straight connection.
 *
 * `system` reads the environment as curl does: `https_proxy` for https and wss, `http_proxy` for http and ws,
 * `all_proxy` for what has none of its own, `no_proxy` for exceptions, each in lower case before upper case.
 * `HTTP_PROXY` in upper case is not read under CGI (`REQUEST_METHOD` set), where a request's `Proxy` header becomes it
 * (CVE-2016-5385). This machine itself is never asked for through a proxy of the environment.
 * @throws StreamgaugeError `proxy-address` when what is configured is no proxy
 */
export function proxyChooser(config: LineConfig['proxy'], env: Environment): (url: URL) => Proxy | null {
  if (config === undefined || config === 'none') return () => null;
  if (config === 'system') return (url) => systemProxy(url, env);
  const proxy = parseProxy(config, phrase('The proxy of this source'));
  const except = config.except ?? '';
  return (url) => (bypassesProxy(except, url.hostname, portOf(url)) ? null : proxy);
}

/** The port of an address, its scheme's when it has none. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
}

function systemProxy(url: URL, env: Environment): Proxy | null {
  if (isLoopback(url.hostname)) return null;
  const first = (...names: string[]): [name: string, value: string] | null => {
    for (const name of names) {
      const value = env[name]?.trim();
      // Set to nothing means none, and hides what comes after it.
      if (value !== undefined) return value === '' ? null : [name, value];
    }
    return null;
  };
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  const underCgi = env['REQUEST_METHOD'] !== undefined;
  const found = secure
    ? first('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY')
    : first('http_proxy', ...(underCgi ? [] : ['HTTP_PROXY']), 'all_proxy', 'ALL_PROXY');
  if (!found) return null;
  const except = first('no_proxy', 'NO_PROXY')?.[1] ?? '';
  if (bypassesProxy(except, url.hostname, portOf(url))) return null;
  return parseProxy({ url: found[1] }, phrase(`The proxy in ${found[0]}`));
}

function parseProxy({ url: text, username, password }: ProxyConfig, subject: string): Proxy {
  // Not quoted: a proxy's address may hold a password.
  const bad = (sentence: string): StreamgaugeError =>
    new StreamgaugeError('proxy-address', sentence, {
      hint: 'Write it like http://proxy.example:3128 or socks5://127.0.0.1:1080.',
    });
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//iu.test(text.trim()) ? text.trim() : `http://${text.trim()}`);
  } catch {
    throw bad(`${subject} is not an address.`);
  }
  const known = KINDS[url.protocol];
  if (!known) throw bad(`${subject} has the scheme ${url.protocol}//, which is none of a proxy.`);
  const [kind, usualPort] = known;
  // A scheme that URL does not know keeps capitals and any port text that is a number.
  const host = url.hostname.replace(/^\[|\]$/gu, '').toLowerCase();
  if (host === '') throw bad(`${subject} has no host.`);
  const port = url.port === '' ? usualPort : Number(url.port);
  if (port === 0) throw bad(`${subject} has port 0.`);
  return {
    kind,
    host,
    port,
    username: username ?? decoded(url.username),
    password: password ?? decoded(url.password),
    name: `${host.includes(':') ? `[${host}]` : host}:${port}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
