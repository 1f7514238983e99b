import { STATUS_CODES } from 'node:http';
import { phrase } from '@shared/sentences/phrase';
import { ConnectionError } from '../connection-error';
import { connectionError } from '../reasons';
import type { Proxy } from './proxy';

/** Words an error of the way to a proxy, so that nobody looks for it at the endpoint. */
export function proxyUnreachable(proxy: Proxy, error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const within = phrase(`the proxy ${proxy.name}`);
  const atStart = phrase(`The proxy ${proxy.name}`);
  const { code, message, hint, remedy } = connectionError(within, proxy.host, error);
  const sentence = message.startsWith(within) ? atStart + message.slice(within.length) : message;
  return new ConnectionError(`proxy-${code}`, sentence, {
    remedy,
    hint:
      code === 'refused' ? 'Is the proxy up, and on this port?' : (hint ?? 'Check the proxy of this source.'),
    cause: error,
  });
}

/** Words a proxy's refusal of its credentials, or the lack of any. */
export function proxyCredentials(proxy: Proxy): ConnectionError {
  return new ConnectionError(
    'proxy-credentials',
    proxy.username === '' && proxy.password === ''
      ? `The proxy ${proxy.name} wants credentials.`
      : `The proxy ${proxy.name} refused the credentials.`,
    { remedy: 'credentials', hint: 'Give the proxy its user name and password, then connect again.' },
  );
}

/** Words what a proxy answered to CONNECT (RFC 9110 §9.3.6) other than yes. */
export function tunnelRefused(proxy: Proxy, target: string, status: number): ConnectionError {
  if (status === 407) return proxyCredentials(proxy);
  const name = `${status}${STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : ''}`;
  // Squid has 500, 502, 503 and 504 for names and hosts that it does not reach; 501 is a proxy that knows no CONNECT.
  if (status >= 500 && status !== 501) {
    return new ConnectionError('proxy-target', `The proxy ${proxy.name} cannot reach ${target} (${name}).`, {
      remedy: 'retry',
      hint: 'The proxy itself works. Check that the endpoint can be reached from there.',
    });
  }
  return new ConnectionError(
    'proxy-refused',
    `The proxy ${proxy.name} does not connect to ${target} (${name}).`,
    {
      remedy: 'stop',
      hint: 'Its rules may not allow this host or port.',
    },
  );
}

/**
 * Words what a proxy says for itself where it passes whole requests on: 407 is always its own (RFC 9110 §15.5.8); the rest
 * looks like the endpoint's answer, but Squid marks what is not.
 */
export function forwardRefusal(
  proxy: Proxy,
  url: URL,
  status: number,
  headers: Readonly<Record<string, unknown>>,
): ConnectionError | null {
  if (status === 407) return proxyCredentials(proxy);
  return status >= 400 && headers['x-squid-error'] !== undefined
    ? tunnelRefused(proxy, url.host, status)
    : null;
}
