import type { Socket } from 'node:net';
import { ConnectionError } from '../connection-error';
import type { Proxy } from './proxy';
import { tunnelRefused } from './proxy-error';

const MAX_HEAD_BYTES = 16 * 1024;

/** `Proxy-Authorization` (RFC 9110 §11.7.2) for a proxy with credentials: Basic, in UTF-8. */
export function proxyAuthorization(proxy: Proxy): Readonly<Record<string, string>> {
  if (proxy.username === '' && proxy.password === '') return {};
  return {
    'proxy-authorization': `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`,
  };
}

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6).
 * @param target `host:port`, the host in brackets when it is an IPv6 address
 * @throws ConnectionError when the proxy says no; the signal's reason when it is aborted
 */
export function openTunnel(
  socket: Socket,
  proxy: Proxy,
  target: string,
  userAgent: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const done = (finish: () => void): void => {
      socket.off('readable', onReadable).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    const fail = (error: unknown): void =>
      done(() => {
        socket.destroy();
        reject(error);
      });
    // Not `data`: that would leave the socket flowing or paused, and whoever takes it next has to find it as new.
    const onReadable = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1 && head.length <= MAX_HEAD_BYTES) return;
      const status = /^HTTP\/1\.[01] (\d{3})(?:[ \r]|$)/u.exec(
        head.toString('latin1', 0, Math.min(end, 64)),
      )?.[1];
      if (end === -1 || status === undefined) {
        return fail(
          new ConnectionError(
            'proxy-protocol',
            `The proxy ${proxy.name} does not answer as an HTTP proxy does.`,
            {
              remedy: 'retry',
              hint: 'Check its kind and port; it may speak SOCKS, or HTTP over TLS.',
            },
          ),
        );
      }
      if (!status.startsWith('2')) return fail(tunnelRefused(proxy, target, Number(status)));
      done(() => {
        const rest = head.subarray(end + 4);
        if (rest.length > 0) socket.unshift(rest);
        resolve();
      });
    };
    const onError = (error: Error): void => fail(error);
    const onClose = (): void =>
      fail(
        new ConnectionError(
          'proxy-reset',
          `The proxy ${proxy.name} closed the connection without an answer.`,
          {
            remedy: 'retry',
            hint: 'Check its kind and port; it may speak SOCKS, or HTTP over TLS.',
          },
        ),
      );
    const onAbort = (): void => fail(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('readable', onReadable).once('error', onError).once('close', onClose);
    const headers = { host: target, 'user-agent': userAgent, ...proxyAuthorization(proxy) };
    socket.write(
      `CONNECT ${target} HTTP/1.1\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    );
  });
}
