import net from 'node:net';
import tls from 'node:tls';
import type { ConnectWatch } from './connect-watch';

/** A dropped peer is noticed by TCP itself after a while, ms. */
const KEEP_ALIVE_PROBE_MS = 30_000;

/** A TCP connection, or one to a Unix socket. Aborting closes it and rejects with the signal's reason. */
export function openSocket(
  to: { readonly host: string; readonly port: number } | { readonly path: string },
  signal: AbortSignal,
  watch?: ConnectWatch,
): Promise<net.Socket> {
  const socket = net.connect(
    'path' in to
      ? { path: to.path }
      : {
          ...to,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
          // Off by default before Node 20: `localhost` is ::1 first on many machines, and most servers listen on 127.0.0.1.
          autoSelectFamily: true,
        },
  );
  // Once for every address of a name, all at the same time.
  socket.once('lookup', () => watch?.passed('lookup'));
  socket.once('connect', () => watch?.passed('tcp'));
  return settled(socket, 'connect', signal);
}

/** TLS over a connection that stands. */
export function secureSocket(
  over: net.Socket,
  options: {
    /** Of the address, without brackets. */
    readonly host: string;
    /** Instead of the host, for SNI and for the name on the certificate. */
    readonly serverName?: string;
    readonly context: tls.SecureContext;
    readonly alpn: string[];
    readonly verify: boolean;
  },
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const name = options.serverName ?? options.host;
  const socket = tls.connect({
    socket: over,
    host: name,
    // RFC 6066 §3: no addresses in SNI.
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    secureContext: options.context,
    ALPNProtocols: options.alpn,
    rejectUnauthorized: options.verify,
  });
  return settled(socket, 'secureConnect', signal);
}

const failures = new WeakMap<net.Socket, Error>();

/**
 * What broke a socket of this file first. A server of TLS 1.3 judges the client's certificate when the handshake is over
 * here: its alert comes before or after whoever sends the request listens, and an HTTP library only sees the end.
 */
export function socketFailure(socket: net.Socket): Error | null {
  return failures.get(socket) ?? null;
}

function settled<T extends net.Socket>(socket: T, ready: string, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const done = (finish: () => void): void => {
      socket.off(ready, onReady);
      socket.off('error', onError);
      socket.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      // Whoever takes the socket listens himself; until then an error must not end the process.
      socket.on('error', (error) => void (failures.has(socket) || failures.set(socket, error)));
      finish();
    };
    const onReady = (): void => done(() => resolve(socket));
    const onError = (error: Error): void => done(() => reject(error));
    const onClose = (): void =>
      done(() => reject(Object.assign(new Error('closed before it was ready'), { code: 'ECONNRESET' })));
    const onAbort = (): void =>
      done(() => {
        socket.destroy();
        reject(signal.reason);
      });
    socket.once(ready, onReady).once('error', onError).once('close', onClose);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
