import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import { phrase } from '@shared/sentences/phrase';
import { ConnectionError } from '../connection-error';
import { connectionError } from '../reasons';
import type { Proxy } from './proxy';
import { proxyCredentials } from './proxy-error';

/**
 * Asks a SOCKS proxy for a connection: version 4 with an address (looked up here), 4a and 5 (RFC 1928, RFC 1929)
 * with the name, which the proxy looks up.
 * @param host without brackets
 * @throws ConnectionError when the proxy says no
 */
export async function openSocksTunnel(
  socket: Socket,
  proxy: Proxy,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<void> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  let address = host;
  if (proxy.kind === 'socks4' && isIP(host) === 0) {
    try {
      ({ address } = await lookup(host, 4));
    } catch (error) {
      throw connectionError(phrase('the endpoint'), host, error);
    }
  }
  if (proxy.kind !== 'socks5' && isIP(address) === 6) {
    throw new ConnectionError('proxy-refused', `SOCKS 4 cannot connect to ${target}: it knows IPv4 only.`, {
      remedy: 'stop',
      hint: 'Use socks5:// if the proxy speaks it.',
    });
  }
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: { host: address, port },
      timeout: timeoutMs,
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: proxy.kind === 'socks5' ? 5 : 4,
        ...(proxy.username === '' && proxy.password === ''
          ? {}
          : { userId: proxy.username, password: proxy.password }),
      },
    });
  } catch (error) {
    // Without its cause: that error carries the proxy's password along.
    throw worded(proxy, target, error instanceof Error ? error.message : '');
  }
}

/** By the text of the errors of `socks`, which has no codes. */
function worded(proxy: Proxy, target: string, text: string): ConnectionError {
  if (/authentication failed|NoAcceptedAuthType|no accepted auth/iu.test(text))
    return proxyCredentials(proxy);
  const reached = (sentence: string, hint: string): ConnectionError =>
    new ConnectionError('proxy-target', sentence, { remedy: 'retry', hint });
  const elsewhere = 'The proxy itself works. Check that the endpoint can be reached from there.';
  if (/ConnectionRefused/u.test(text))
    return reached(`${target} refused the connection of the proxy ${proxy.name}.`, elsewhere);
  if (/HostUnreachable|NetworkUnreachable|TTLExpired|- Failure|Failed/u.test(text))
    return reached(`The proxy ${proxy.name} cannot reach ${target}.`, elsewhere);
  if (/NotAllowed|Rejected/u.test(text)) {
    return new ConnectionError('proxy-refused', `The proxy ${proxy.name} does not connect to ${target}.`, {
      remedy: 'stop',
      hint: 'Its rules may not allow this host or port.',
    });
  }
  if (/timed out/iu.test(text)) {
    return new ConnectionError('proxy-timeout', `The proxy ${proxy.name} did not answer in time.`, {
      remedy: 'retry',
      hint: 'It may wait for the endpoint, or be no SOCKS proxy.',
    });
  }
  return new ConnectionError(
    'proxy-protocol',
    `The proxy ${proxy.name} does not answer as a SOCKS proxy does.`,
    {
      remedy: 'retry',
      hint: 'Check its kind and port; it may be an HTTP proxy, or want another version of SOCKS.',
    },
  );
}
