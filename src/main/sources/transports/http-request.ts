import type { Readable } from 'node:stream';
import { Client, errors } from 'undici';
import type { HeaderField } from '../credentials/credential';
import type { Connection, Line } from '../line/line';
import { requestHttp2 } from './http2-request';

const HEADERS_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 32 * 1024;

/** The head of an answer, with its body still to come. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
  readonly connection: Connection;
  /** Lets go of the connection, whatever it is doing. */
  close(): void;
}

/**
 * One request over a connection of its own, HTTP/2 where the other end agrees.
 * @param trusted see `ConnectOptions`
 */
export async function sendRequest(
  line: Line,
  url: URL,
  {
    method,
    headers,
    body,
    trusted,
    signal,
  }: {
    readonly method: string;
    readonly headers: readonly HeaderField[];
    readonly body: string | null;
    readonly trusted: boolean;
    readonly signal: AbortSignal;
  },
): Promise<HttpAnswer> {
  const connection = await line.connect(url, { http2: true, trusted, signal });
  const { socket, forwarded } = connection;
  if (connection.protocol === 'HTTP/2') {
    const answer = await requestHttp2(socket, url, {
      method,
      headers,
      body,
      signal,
      headersTimeoutMs: HEADERS_TIMEOUT_MS,
      maxHeaderBytes: MAX_HEADER_BYTES,
    });
    return { ...answer, connection };
  }
  let used = false;
  const client = new Client(url.origin, {
    connect: (_, callback) => {
      // Undici would connect again for a request that was not answered; that is the source's decision.
      if (used) return callback(new errors.SocketError('closed'), null);
      used = true;
      callback(null, socket);
    },
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: 0, // silence is the cadence's business: many streams are quiet for hours
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 1,
  });
  const close = (): void => {
    client.destroy().catch(() => undefined);
    socket.destroy();
  };
  try {
    const answer = await client.request({
      // RFC 9112 §3.2.2: a proxy gets the whole address.
      path: (forwarded ? url.origin : '') + url.pathname + url.search,
      method: method as 'GET',
      headers: [...headers, ...Object.entries(forwarded ?? {})].flat(),
      body,
      signal,
    });
    answer.body.on('error', () => undefined); // reported where it is read
    return { ...answer, connection, close };
  } catch (error) {
    close();
    throw error;
  }
}
