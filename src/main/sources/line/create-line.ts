import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { Agent, errors, type buildConnector, type Dispatcher } from 'undici';
import { dial, type DialOptions } from './dial';
import type { Connection, ConnectOptions, Line } from './line';
import type { LineConfig } from './line-config';
import { proxyAuthorization } from './http-tunnel';
import { proxyChooser, type Environment } from './proxy';
import { tlsContexts, type TlsContexts } from './tls-context';

/** Names, TCP, proxy and TLS together. */
const CONNECT_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 32 * 1024;
const KEEP_ALIVE_MS = 30_000;

export interface LineOptions {
  /** Where `system` finds its proxies; the process's environment by default. */
  readonly env?: Environment;
  /** Told to proxies. */
  readonly userAgent?: string;
  /** For names, TCP, proxy and TLS together, ms; 15,000 by default. */
  readonly connectTimeoutMs?: number;
  /** For the head of an answer, ms; 30,000 by default. */
  readonly headersTimeoutMs?: number;
}

/**
 * Prepares a line. Nothing is connected yet.
 * @throws StreamgaugeError for certificates, keys or a proxy's address that cannot be used
 */
export function createLine(config: LineConfig = {}, options: LineOptions = {}): Line {
  const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const headersTimeoutMs = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  let contexts: TlsContexts | null = config.tls ? tlsContexts(config.tls) : null;
  const how: DialOptions = {
    config,
    // Reading the usual authorities takes a while: not before the first TLS connection.
    contexts: () => (contexts ??= tlsContexts({})),
    proxyFor: proxyChooser(config.proxy, options.env ?? process.env),
    userAgent: options.userAgent ?? 'Streamgauge',
    timeoutMs,
  };
  const sockets = new Set<net.Socket>();
  const closing = new AbortController();

  async function connect(url: URL, wishes: ConnectOptions = {}): Promise<Connection> {
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new errors.ConnectTimeoutError(`no connection within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const outer = [closing.signal, ...(wishes.signal ? [wishes.signal] : [])];
    const stop = (): void => abort.abort(outer.find((signal) => signal.aborted)?.reason);
    for (const signal of outer) signal.addEventListener('abort', stop, { once: true });
    if (outer.some((signal) => signal.aborted)) stop();
    try {
      wishes.watch?.dial();
      const connection = await dial(url, wishes, how, abort.signal);
      const { socket } = connection;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return connection;
    } finally {
      clearTimeout(timer);
      for (const signal of outer) signal.removeEventListener('abort', stop);
    }
  }

  let dispatcher: Dispatcher | null = null;
  return {
    get dispatcher() {
      return (dispatcher ??= shortRequests(connect, how, headersTimeoutMs));
    },
    agent: (url) => new LineAgent(url, connect),
    connect,
    headersTimeoutMs,
    async release() {
      await dispatcher?.close();
    },
    async close() {
      closing.abort(new Error('the line is closed'));
      for (const socket of sockets) socket.destroy();
      await dispatcher?.destroy();
    },
  };
}

function shortRequests(
  connect: Line['connect'],
  { proxyFor }: DialOptions,
  headersTimeoutMs: number,
): Dispatcher {
  const connector: buildConnector.connector = ({ hostname, port, protocol }, callback) => {
    const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
    connect(new URL(`${protocol}//${host}${port ? `:${port}` : ''}`)).then(
      ({ socket }) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
  const agent = new Agent({
    connect: connector,
    headersTimeout: headersTimeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  // A proxy that takes whole requests wants the whole address in them (RFC 9112 §3.2.2), and its credentials.
  return agent.compose((dispatch) => (request, handler) => {
    const url = new URL(String(request.origin));
    const proxy = url.protocol === 'http:' ? proxyFor(url) : null;
    if (proxy?.kind !== 'http' && proxy?.kind !== 'https') return dispatch(request, handler);
    return dispatch(
      {
        ...request,
        path: url.origin + request.path,
        headers: [...flatHeaders(request.headers), ...Object.entries(proxyAuthorization(proxy)).flat()],
      },
      handler,
    );
  });
}

function flatHeaders(headers: Dispatcher.DispatchOptions['headers']): string[] {
  if (!headers) return [];
  if (Array.isArray(headers)) return headers.map(String);
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one]),
  );
}

/** For node:http and `ws`: every request gets a connection of its own. */
class LineAgent extends HttpAgent {
  readonly protocol: string;
  readonly defaultPort: number;
  readonly #connect: Line['connect'];

  constructor(url: URL, connect: Line['connect']) {
    super({ maxCachedSessions: 0 } as ConstructorParameters<typeof HttpAgent>[0]);
    const secure = url.protocol === 'https:' || url.protocol === 'wss:';
    this.protocol = secure ? 'https:' : 'http:';
    this.defaultPort = secure ? 443 : 80;
    this.#connect = connect;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const host = options.host ?? 'localhost';
    const name = host.includes(':') ? `[${host}]` : host;
    this.#connect(new URL(`${this.protocol}//${name}:${options.port ?? this.defaultPort}`), {
      tunnel: true,
    }).then(
      ({ socket }) => callback?.(null, socket),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
  }
}
