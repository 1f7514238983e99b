import { createServer as createHttpServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { StreamgaugeError } from '@shared/errors';
import type { ResolvedOptions } from './options';
import type { Handlers, RequestHandler } from './requests';

/** A server that listens. */
export interface ListeningServer {
  readonly port: number;
  /** Takes no more connections, and resolves when the last one has ended; after `timeoutMs` the rest is cut. */
  close(timeoutMs: number): Promise<void>;
}

/** Bounds of Node's own server, ms and bytes: nobody can hold a connection by being slow to ask. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** The same for HTTP/2, whose clients hold their one connection for longer between requests. */
const IDLE_SESSION_TIMEOUT_MS = 30_000;
const CHECKING_INTERVAL_MS = 1_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Requests at a time on one HTTP/2 connection. */
const MAX_CONCURRENT_STREAMS = 256;

/**
 * Listens: HTTP/1.1, or with a certificate HTTPS with HTTP/2 and HTTP/1.1.
 * @throws StreamgaugeError `port-in-use`, `port-forbidden`, `listen-failed`, `bad-certificate`
 */
export function listen(options: ResolvedOptions, handlers: Handlers): Promise<ListeningServer> {
  const server = options.tls ? secureServer(options.tls, handlers.request) : plainServer(handlers.request);
  server.on('upgrade', handlers.upgrade);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  // node:http2 has no option for it, and would look every 30 s only.
  (server as CheckedServer).connectionsCheckingInterval = CHECKING_INTERVAL_MS;
  // Their size is bounded. Node would leave those beyond a number out unsaid, and the access checks need all.
  server.maxHeadersCount = 0;
  // Room to tell those who are too many that they are, and an end to it.
  server.maxConnections = options.maxConnections * 2 + 64;
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    endWhenIdle(session);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen({ host: options.host, port: options.port, exclusive: true }, () => {
      server.removeAllListeners('error');
      server.on('error', options.onError);
      resolve({
        port: (server.address() as AddressInfo).port,
        close: (timeoutMs) => close(server, sockets, sessions, timeoutMs),
      });
    });
  });
}

function plainServer(handler: RequestHandler): Server {
  return createHttpServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, handler);
}

/** How often Node looks for connections that are past their time, ms; read when it begins to listen. */
type CheckedServer = (Server | SecureServer) & { connectionsCheckingInterval: number };

/** What Node reads from it for connections that speak HTTP/1.1. */
type SecureServer = Http2SecureServer &
  Pick<Server, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'maxHeadersCount'>;

function secureServer(tls: NonNullable<ResolvedOptions['tls']>, handler: RequestHandler): SecureServer {
  try {
    return createSecureServer(
      {
        ...tls,
        allowHTTP1: true,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        settings: { maxConcurrentStreams: MAX_CONCURRENT_STREAMS, maxHeaderListSize: MAX_HEADER_BYTES },
      },
      // The compatibility API of node:http2 is that of node:http, as far as the hub uses it.
      (req, res) => handler(req as never, res as never),
    ) as SecureServer;
  } catch (cause) {
    throw new StreamgaugeError('bad-certificate', 'The certificate or its key cannot be used.', {
      hint: 'Both are PEM; the key belongs to the certificate and has no passphrase.',
      cause,
    });
  }
}

/** Closes an HTTP/2 connection on which nothing has been asked for a while: Node never would. */
function endWhenIdle(session: ServerHttp2Session): void {
  let open = 0;
  const rest = (): NodeJS.Timeout => setTimeout(() => session.close(), IDLE_SESSION_TIMEOUT_MS).unref();
  let timer = rest();
  session.on('stream', (stream) => {
    open++;
    clearTimeout(timer);
    stream.once('close', () => {
      if (--open === 0) timer = rest();
    });
  });
  session.once('close', () => clearTimeout(timer));
}

function close(
  server: Server | SecureServer,
  sockets: ReadonlySet<Socket>,
  sessions: ReadonlySet<ServerHttp2Session>,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, timeoutMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    // Sends GOAWAY: no new streams, and the session ends with its last one (RFC 9113 §6.8).
    for (const session of sessions) session.close();
  });
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ResolvedOptions): StreamgaugeError {
  if (error.code === 'EADDRINUSE') {
    return new StreamgaugeError('port-in-use', `Port ${port} on ${host} is already in use.`, {
      hint: 'Choose another port, or 0 for any free one, or stop the program that uses it.',
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new StreamgaugeError('port-forbidden', `This user may not listen on port ${port} of ${host}.`, {
      hint: 'Choose a port from 1024 on, or 0 for any free one.',
      cause: error,
    });
  }
  return new StreamgaugeError(
    'listen-failed',
    `The hub cannot listen on port ${port} of ${host} (${error.code ?? error.message}).`,
    { hint: 'Choose another port, or check that the address exists on this machine.', cause: error },
  );
}
