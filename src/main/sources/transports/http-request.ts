import type { Readable } from 'node:stream';
import type { HeaderField } from '../credentials/credential';
import type { ConnectWatch } from '../line/connect-watch';
import type { Connection, Line } from '../line/line';
import { Http1Connection } from './http1-connection';
import { requestHttp2 } from './http2-request';

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
 * @throws the plain errors of the connection, ConnectionError for a proxy, and the signal's reason
 */
export async function sendRequest(
  line: Line,
  url: URL,
  {
    trusted,
    ...request
  }: {
    readonly method: string;
    readonly headers: readonly HeaderField[];
    readonly body: string | null;
    readonly trusted: boolean;
    readonly signal: AbortSignal;
    readonly watch?: ConnectWatch | undefined;
  },
): Promise<HttpAnswer> {
  const { headersTimeoutMs } = line;
  const { signal, watch } = request;
  const connection = await line.connect(url, { http2: true, trusted, signal, watch });
  if (connection.protocol === 'HTTP/2') {
    const answer = await requestHttp2(connection.socket, url, { ...request, headersTimeoutMs });
    watch?.passed('answer');
    return { ...answer, connection };
  }
  const http1 = new Http1Connection(url.origin, connection, { keepAliveMs: 1, headersTimeoutMs });
  try {
    const answer = await http1.send(url, request);
    watch?.passed('answer');
    return answer;
  } catch (error) {
    http1.close();
    throw error;
  }
}
