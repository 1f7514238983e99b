import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { errors } from 'undici';

/** Room for the peer's data before it has to wait for us. The 64 KiB of the standard make a far stream slow. */
const WINDOW_BYTES = 1024 * 1024;
const MAX_SESSION_MB = 32;
const MAX_HEADER_BYTES = 32 * 1024;
/** Beyond it Node resets the stream as if the server had; what it lets through is measured here. */
const MAX_HEADER_FIELDS = 4_096;
/** RFC 9113 §6.5.2: what a field costs besides its name and value. */
const FIELD_BYTES = 32;

export interface Http2Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Readable;
  /** Lets go of the connection. */
  close(): void;
}

/**
 * One request over a connection that agreed on HTTP/2 (RFC 9113), which it uses alone. The connection ends with the
 * body, or with `signal`.
 */
export function requestHttp2(
  socket: Socket,
  url: URL,
  {
    method,
    headers,
    body,
    signal,
    headersTimeoutMs,
  }: {
    readonly method: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: string | null;
    readonly signal: AbortSignal;
    readonly headersTimeoutMs: number;
  },
): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(url.origin, {
      createConnection: () => socket,
      maxSessionMemory: MAX_SESSION_MB,
      maxHeaderListPairs: MAX_HEADER_FIELDS,
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxHeaderListSize: MAX_HEADER_BYTES },
    });
    session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
    const timer = setTimeout(() => fail(new errors.HeadersTimeoutError()), headersTimeoutMs);
    const close = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      session.destroy();
      socket.destroy();
    };
    const fail = (error: unknown): void => {
      reject(error);
      close();
    };
    const onAbort = (): void => fail(signal.reason);
    session.on('error', fail);
    session.once('close', () => fail(new errors.SocketError('the session was closed')));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const fields: http2.OutgoingHttpHeaders = {
      ':method': method,
      ':path': url.pathname + url.search,
      ':authority': url.host,
      ':scheme': 'https',
    };
    for (const [name, value] of headers) fields[name.toLowerCase()] = value;
    let stream: http2.ClientHttp2Stream;
    try {
      stream = session.request(fields, { endStream: body === null });
    } catch (error) {
      return fail(error);
    }
    if (body !== null) stream.end(body);
    stream.once('error', fail);
    stream.on('error', () => undefined); // reported where it is read
    stream.once('close', close);
    stream.once('response', ({ ':status': statusCode = 0, ...rest }) => {
      clearTimeout(timer);
      // The setting above asks for it, but Node does not enforce it.
      if (sizeOf(rest) > MAX_HEADER_BYTES) return fail(new errors.HeadersOverflowError());
      const content = Readable.from(whole(stream), { objectMode: false });
      content.on('error', () => undefined); // reported where it is read
      resolve({ statusCode, headers: rest as Http2Answer['headers'], body: content, close });
    });
  });
}

function sizeOf(headers: http2.IncomingHttpHeaders): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? ''].flat()) bytes += name.length + one.length + FIELD_BYTES;
  }
  return bytes;
}

/** The body to its end. Node takes a stream that was cancelled, or whose connection is gone, for one that has ended. */
async function* whole(stream: http2.ClientHttp2Stream): AsyncGenerator<Uint8Array, void> {
  yield* stream as AsyncIterable<Buffer>;
  if (stream.rstCode !== undefined && stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
    throw new errors.SocketError(`the stream was reset with code ${stream.rstCode}`);
}
