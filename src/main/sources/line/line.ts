import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { TlsFacts } from '@shared/connection';
import type { ConnectionError } from '../connection-error';
import type { ConnectWatch } from './connect-watch';

/** A connection that stands, ready for the first byte of a request. */
export interface Connection {
  readonly socket: Socket;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** `192.0.2.7:443`, or the path of a Unix socket. With a proxy, the proxy's. */
  readonly remoteAddress: string | null;
  /** `socks5://gate:1080`, without credentials; null for none. */
  readonly proxy: string | null;
  readonly tls: TlsFacts | null;
  /** Not null when the other end is a proxy that takes whole requests: they carry the whole address (RFC 9112 §3.2.2). */
  readonly forwarded: {
    /** For the proxy, with every request. */
    readonly headers: Readonly<Record<string, string>>;
    /** Words an answer in which the proxy speaks for itself; null for one that is the endpoint's. */
    refusal(url: URL, status: number, headers: Readonly<Record<string, unknown>>): ConnectionError | null;
  } | null;
}

export interface ConnectOptions {
  /** Offers HTTP/2 with ALPN. */
  readonly http2?: boolean;
  /**
   * False for a place that a redirect chose: it gets no client certificate, and the exceptions made for the endpoint
   * (its name, its socket, checks that are off) do not hold for it.
   */
  readonly trusted?: boolean;
  /** Through a proxy, a tunnel even where it would take whole requests; WebSockets need one (RFC 6455 §4.1). */
  readonly tunnel?: boolean;
  readonly signal?: AbortSignal;
  /** Told of every stage that is over. */
  readonly watch?: ConnectWatch | undefined;
}

/**
 * How connections to an endpoint are made: through which proxy or socket, with which certificates, and whom we trust.
 * One for each different configuration; transports share it.
 */
export interface Line {
  /** For short requests through undici. Connections are kept for the next one. */
  readonly dispatcher: Dispatcher;
  /** For WebSockets: an agent of node:http or node:https that makes the same kind of connection. */
  agent(url: URL): Agent;
  /**
   * A connection of one's own, for a request that lasts.
   * @throws ConnectionError for a proxy, in words; the plain error for the endpoint itself
   */
  connect(url: URL, options?: ConnectOptions): Promise<Connection>;
  /** ms that the head of an answer may take once a request is sent. */
  readonly headersTimeoutMs: number;
  /** Lets go of connections that are kept for later; those in use go on. */
  release(): Promise<void>;
  /** Lets go of every connection, those in use too. */
  close(): Promise<void>;
}
