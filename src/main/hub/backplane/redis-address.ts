import { StreamgaugeError } from '@shared/errors';

/** Where a Redis server is and who asks. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly database: number;
  readonly user: string | null;
  readonly password: string | null;
  /** For messages: `redis at host:port`, without user and password. */
  readonly name: string;
}

const DEFAULT_PORT = 6_379;

/**
 * Reads `redis[s]://[[user][:password]@]host[:port][/database]` (the `redis` and `rediss` schemes registered with IANA);
 * `rediss` is TLS. Port 6379 and database 0 when left out.
 * @throws StreamgaugeError `bad-redis-url`; it does not repeat the address, which may hold a password
 */
export function parseRedisUrl(text: string): RedisAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badUrl('It is not a URL.');
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw badUrl('It begins with neither redis:// nor rediss://.');
  }
  if (url.hostname === '') throw badUrl('It names no server.');
  if (!/^(\/\d{0,5})?$/u.test(url.pathname))
    throw badUrl('After the server it may only have the number of a database.');
  if (url.search !== '' || url.hash !== '') throw badUrl('It may have neither a query nor a fragment.');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    // Square brackets belong to the URL, not to the address.
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port,
    tls: url.protocol === 'rediss:',
    database: Number(url.pathname.slice(1)),
    user: decoded(url.username),
    password: decoded(url.password),
    name: `redis at ${url.hostname}:${port}`,
  };
}

function decoded(part: string): string | null {
  if (part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    throw badUrl('A percent sign in the user name or the password has to be written %25.');
  }
}

function badUrl(what: string): StreamgaugeError {
  return new StreamgaugeError('bad-redis-url', `The address of the Redis server cannot be used. ${what}`, {
    hint: 'Write it as redis://host:6379, with a password as redis://:password@host:6379, with TLS as rediss://host:6379.',
  });
}
