import type net from 'node:net';
import type { ConnectWatch } from './connect-watch';
import { openTunnel, proxyAuthorization } from './http-tunnel';
import type { Connection, ConnectOptions } from './line';
import type { LineConfig } from './line-config';
import { openSocket, secureSocket } from './open-socket';
import { portOf, type Proxy } from './proxy';
import { forwardRefusal, proxyUnreachable } from './proxy-error';
import { openSocksTunnel } from './socks-tunnel';
import type { TlsContexts } from './tls-context';
import { tlsFacts } from './tls-facts';

const HTTP_1 = 'http/1.1';

export interface DialOptions {
  readonly config: LineConfig;
  readonly contexts: () => TlsContexts;
  readonly proxyFor: (url: URL) => Proxy | null;
  readonly userAgent: string;
  readonly timeoutMs: number;
}

/** One connection, hop by hop: socket, proxy, tunnel, TLS. Nothing stays open when it fails. */
export async function dial(
  url: URL,
  wishes: ConnectOptions,
  options: DialOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const { config } = options;
  const trusted = wishes.trusted ?? true;
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = portOf(url);
  const path = trusted ? config.unixSocket : undefined;
  const proxy = path === undefined ? options.proxyFor(url) : null;
  const takesRequests = proxy !== null && (proxy.kind === 'http' || proxy.kind === 'https');
  const tunnel = secure || wishes.tunnel === true || !takesRequests;
  const { watch } = wishes;
  const raw = proxy
    ? await throughProxy(proxy, tunnel ? { host, port } : null, options, signal, watch)
    : await openSocket(path === undefined ? { host, port } : { path }, signal, watch);
  const common = {
    remoteAddress: path ?? addressOf(raw),
    proxy: proxy && `${proxy.kind}://${proxy.name}`,
  };
  if (!secure) {
    const forwarded =
      proxy && !tunnel
        ? { headers: proxyAuthorization(proxy), refusal: forwardRefusal.bind(null, proxy) }
        : null;
    return { ...common, socket: raw, protocol: 'HTTP/1.1', tls: null, forwarded };
  }
  try {
    const { endpoint, stranger } = options.contexts();
    const { insecure = false, serverName } = config.tls ?? {};
    const socket = await secureSocket(
      raw,
      {
        host,
        context: trusted ? endpoint : stranger,
        alpn: wishes.http2 === true && config.http2 !== false ? ['h2', HTTP_1] : [HTTP_1],
        verify: !(trusted && insecure),
        ...(trusted && serverName !== undefined ? { serverName } : {}),
      },
      signal,
    );
    watch?.passed('tls');
    const protocol = socket.alpnProtocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
    return { ...common, socket, protocol, tls: tlsFacts(socket), forwarded: null };
  } catch (error) {
    raw.destroy();
    throw error;
  }
}

async function throughProxy(
  proxy: Proxy,
  target: { readonly host: string; readonly port: number } | null,
  { contexts, userAgent, timeoutMs }: DialOptions,
  signal: AbortSignal,
  watch: ConnectWatch | undefined,
): Promise<net.Socket> {
  let socket: net.Socket | null = null;
  try {
    socket = await openSocket({ host: proxy.host, port: proxy.port }, signal, watch);
    if (proxy.kind === 'https') {
      socket = await secureSocket(
        socket,
        { host: proxy.host, context: contexts().stranger, alpn: [HTTP_1], verify: true },
        signal,
      );
      watch?.passed('proxyTls');
    }
    if (!target) return socket;
    const { host, port } = target;
    if (proxy.kind === 'http' || proxy.kind === 'https') {
      await openTunnel(
        socket,
        proxy,
        `${host.includes(':') ? `[${host}]` : host}:${port}`,
        userAgent,
        signal,
      );
    } else {
      const stop = (): void => void socket?.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await openSocksTunnel(socket, proxy, host, port, timeoutMs);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    }
    watch?.passed('tunnel');
    return socket;
  } catch (error) {
    socket?.destroy();
    throw proxyUnreachable(proxy, error);
  }
}

function addressOf({ remoteAddress, remotePort }: net.Socket): string | null {
  if (!remoteAddress) return null;
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
