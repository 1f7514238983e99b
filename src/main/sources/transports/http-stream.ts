import type { Negotiated } from '@shared/connection';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import { createLine } from '../line/create-line';
import type { Line } from '../line/line';
import { connectionError, contentTypeError, statusError } from '../reasons';
import { fieldOf, negotiated } from './answer-facts';
import { decodedBody } from './content-coding';
import { errorCode, follow } from './follow';
import { sendRequest } from './http-request';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';

/** An answered request whose body has yet to be read. */
export interface HttpStream {
  readonly via: Negotiated;
  /** Decoded bytes, as they come. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of the body before decoding that were read since the last call. */
  takeWireBytes(): number;
  /** Lets go of the connection, whatever it is doing. */
  close(): void;
}

let straightLine: Line | null = null;

/**
 * Asks for an event stream, with redirects and credentials as in `follow`.
 * @throws ConnectionError for anything but a 200 with `text/event-stream`
 */
export async function openEventStream(
  request: TransportRequest,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<HttpStream> {
  const startedAt = Date.now();
  const { sourceName: name } = request;
  const line = request.line ?? (straightLine ??= createLine());
  const { answer, hop } = await follow(
    request,
    startUrl(request),
    ({ url, method, body, trusted, proofs }) =>
      sendRequest(line, url, {
        method,
        headers: requestHeaders(request, trusted, body !== null, proofs),
        body,
        trusted,
        signal,
        watch: request.watch,
      }),
    signal,
  );
  try {
    const { statusCode: status, headers, connection } = answer;
    const header = (field: string): string | null => fieldOf(headers, field);
    onStatus(status);
    if (status !== 200) throw statusError(name, status, retryAfterMs(header('retry-after'), Date.now()));
    if (!isEventStream(header('content-type') ?? '')) throw contentTypeError(name, header('content-type'));
    let wire = 0;
    const body = decodedBody(name, answer.body, header('content-encoding'), (bytes) => (wire += bytes));
    const openedAfterMs = Date.now() - startedAt;
    return {
      via: negotiated(request, { url: hop.url, status, headers, connection, openedAfterMs }),
      body: readable(name, body),
      takeWireBytes() {
        const taken = wire;
        wire = 0;
        return taken;
      },
      close: () => answer.close(),
    };
  } catch (error) {
    answer.close();
    if (signal.aborted) throw signal.reason;
    throw connectionError(name, hop.url.hostname, error);
  }
}

function startUrl(request: TransportRequest): URL {
  const url = new URL(request.url);
  for (const { query = [] } of request.credentials ?? []) {
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  return url;
}

/** The body, with the errors that HTTP/2 and streams have of their own put into words. */
async function* readable(name: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (error) {
    const code = errorCode(error);
    if (!code.startsWith('ERR_HTTP2_') && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    throw new ConnectionError('reset', `${name} closed the connection in the middle of the stream.`, {
      remedy: 'retry',
      hint: 'The server or something on the way dropped it.',
      cause: error,
    });
  }
}

/** Of several types the last one counts (WHATWG Fetch, "extract a MIME type"). */
function isEventStream(contentType: string): boolean {
  const types = contentType.split(',').filter((type) => /^[\t ]*[^\s;/]+\/[^\s;/]+[\t ]*(?:;|$)/u.test(type));
  return /^[\t ]*text\/event-stream[\t ]*(?:;|$)/iu.test(types.at(-1) ?? '');
}
