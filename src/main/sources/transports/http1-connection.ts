import { Client, errors } from 'undici';
import type { HeaderField } from '../credentials/credential';
import type { Connection } from '../line/line';
import { socketFailure } from '../line/open-socket';
import type { HttpAnswer } from './http-request';

const MAX_HEADER_BYTES = 32 * 1024;
/** Of an answer that nobody reads; with more, the connection is closed rather than waited for. */
const MAX_DUMPED_BYTES = 16 * 1024;

export interface Http1Answer extends HttpAnswer {
  /** Lets go of the answer; when little of it is left, the connection stays for the next request. */
  discard(): void;
}

/** HTTP/1.1 over a connection that stands: one request after another, until the connection is gone. */
export class Http1Connection {
  readonly connection: Connection;
  readonly #client: Client;
  readonly #headersTimeoutMs: number;
  #closed = false;

  /**
   * @param keepAliveMs how long it is kept between requests
   * @param headersTimeoutMs for the head of an answer; 0 for no limit
   */
  constructor(
    origin: string,
    connection: Connection,
    { keepAliveMs, headersTimeoutMs }: { readonly keepAliveMs: number; readonly headersTimeoutMs: number },
  ) {
    this.connection = connection;
    this.#headersTimeoutMs = headersTimeoutMs;
    let used = false;
    this.#client = new Client(origin, {
      connect: (_, callback) => {
        // Undici would connect again for a request that was not answered; that is the source's decision.
        // The code is not one of a socket's: with those undici asks for another connection, again and again.
        if (used) return callback(new errors.ClientClosedError('the connection is gone'), null);
        used = true;
        callback(null, connection.socket);
      },
      headersTimeout: 0, // ours: undici starts anew with every 1xx answer
      bodyTimeout: 0, // silence is the cadence's business: many streams are quiet for hours
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: keepAliveMs,
    });
  }

  /** Whether another request can be sent. */
  get usable(): boolean {
    return !this.#closed && !this.connection.socket.destroyed;
  }

  /** @throws the plain errors of undici, and the signal's reason */
  async send(
    url: URL,
    {
      method,
      headers,
      body,
      signal,
    }: {
      readonly method: string;
      readonly headers: readonly HeaderField[];
      readonly body: string | null;
      readonly signal: AbortSignal;
    },
  ): Promise<Http1Answer> {
    const { forwarded } = this.connection;
    let late = false;
    const giveUp = (): void => {
      late = true;
      this.close();
    };
    const timer = this.#headersTimeoutMs > 0 ? setTimeout(giveUp, this.#headersTimeoutMs) : undefined;
    const answer = await this.#client
      .request({
        // RFC 9112 §3.2.2: a proxy gets the whole address.
        path: (forwarded ? url.origin : '') + url.pathname + url.search,
        method: method as 'GET',
        headers: [...headers, ...Object.entries(forwarded?.headers ?? {})].flat(),
        body,
        signal,
      })
      .catch((error: Error & { code?: string }) => {
        if (late) throw new errors.HeadersTimeoutError();
        if (error instanceof errors.ClientClosedError)
          throw new errors.SocketError('closed before the request was sent');
        const failure = socketFailure(this.connection.socket);
        // What TLS or TCP said, not what undici made of it: two errors must not be each other's cause.
        if (error.code === 'UND_ERR_SOCKET' && failure && !(failure instanceof errors.UndiciError))
          error.cause ??= failure;
        throw error;
      })
      .finally(() => clearTimeout(timer));
    answer.body.on('error', () => undefined); // reported where it is read
    const { statusCode, headers: fields, body: content } = answer;
    return {
      statusCode,
      headers: fields,
      body: content,
      connection: this.connection,
      close: () => this.close(),
      discard: () => void content.dump({ limit: MAX_DUMPED_BYTES }).catch(() => undefined),
    };
  }

  /** Lets go of the connection, whatever it is doing. */
  close(): void {
    this.#closed = true;
    this.#client.destroy().catch(() => undefined);
    this.connection.socket.destroy();
  }
}
