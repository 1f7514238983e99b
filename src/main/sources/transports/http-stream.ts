import type { Negotiated } from '@shared/connection';
import { MASK, maskUrl } from '@shared/mask';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import type { Credential, HeaderField } from '../credentials/credential';
import { createLine } from '../line/create-line';
import type { Line, TlsFacts } from '../line/line';
import { tlsProblem } from '../line/tls-problem';
import { connectionError, contentTypeError, statusError } from '../reasons';
import { decodedBody } from './content-coding';
import { sendRequest, type HttpAnswer } from './http-request';
import { becomesGet, isRedirect, MAX_REDIRECTS, redirectTarget } from './redirect';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';

const HIDDEN_HEADERS = new Set([
  'set-cookie',
  'set-cookie2',
  'authorization',
  'proxy-authorization',
  'www-authenticate',
]);

/** What was agreed when a stream opened, with what only connections of our own can tell. */
export interface StreamNegotiated extends Negotiated {
  readonly tls?: TlsFacts;
  /** The proxy it came through, without credentials. */
  readonly proxy?: string;
}

/** An answered request whose body has yet to be read. */
export interface HttpStream {
  readonly via: StreamNegotiated;
  /** Decoded bytes, as they come. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of the body before decoding that were read since the last call. */
  takeWireBytes(): number;
  /** Lets go of the connection, whatever it is doing. */
  close(): void;
}

let straightLine: Line | null = null;

/**
 * Asks for an event stream and follows redirects. Every header of the person, every cookie and credential, the body and
 * the client certificate stay behind when a redirect changes scheme, host or port. A 401 to a credential that renews
 * itself is answered once with a new one.
 * @throws ConnectionError for anything but a 200 with `text/event-stream`
 */
export async function openEventStream(
  request: TransportRequest,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<HttpStream> {
  const startedAt = Date.now();
  const { sourceName: name, credentials = [] } = request;
  const line = request.line ?? (straightLine ??= createLine());
  let url = startUrl(request);
  let method = (request.method ?? 'GET').toUpperCase();
  let hasBody = request.body !== undefined && method !== 'GET' && method !== 'HEAD';
  const seen = new Set<string>();
  const { origin } = url;
  // Once elsewhere, nothing of the person is sent again, even if that place leads back: it chose the path.
  let trusted = true;
  let renewed = false;
  for (let hop = 0; ;) {
    let answer: HttpAnswer | null = null;
    try {
      trusted &&= url.origin === origin;
      hasBody &&= trusted;
      const proofs = trusted ? await Promise.all(credentials.map((one) => one.headersFor(url))) : [];
      if (signal.aborted) throw signal.reason;
      answer = await sendRequest(line, url, {
        method,
        headers: requestHeaders(request, trusted, hasBody, proofs.flat()),
        body: hasBody ? request.body!.text : null,
        trusted,
        signal,
      });
      const { statusCode, connection } = answer;
      const header = (key: string): string | null => {
        const value = answer!.headers[key];
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
      };
      if (trusted) receiveCookies(credentials, url, answer);
      if (isRedirect(statusCode)) {
        const next = redirectTarget(name, url, header('location'), statusCode);
        answer.close();
        if (hop >= MAX_REDIRECTS || seen.has(next.href)) {
          throw new ConnectionError(
            'redirect-loop',
            `${name} redirects ${hop >= MAX_REDIRECTS ? `more than ${MAX_REDIRECTS} times` : 'in a circle'}.`,
            { remedy: 'stop', hint: `The last hop was ${shownUrl(next, request)}.` },
          );
        }
        seen.add(url.href);
        if (becomesGet(statusCode, method)) {
          method = 'GET';
          hasBody = false;
        }
        url = next;
        hop++;
        continue;
      }
      if (statusCode === 401 && trusted && !renewed && renew(credentials, proofs)) {
        renewed = true;
        answer.close();
        continue;
      }
      onStatus(statusCode);
      if (statusCode !== 200)
        throw statusError(name, statusCode, retryAfterMs(header('retry-after'), Date.now()));
      if (!/^text\/event-stream(?:[\t ]*;|[\t ]*$)/iu.test(header('content-type') ?? ''))
        throw contentTypeError(name, header('content-type'));
      let wire = 0;
      const body = decodedBody(name, answer.body, header('content-encoding'), (bytes) => (wire += bytes));
      const { remoteAddress, proxy, tls, protocol } = connection;
      return {
        via: {
          status: statusCode,
          headers: visibleHeaders(answer.headers),
          protocol,
          url: shownUrl(url, request),
          ...(remoteAddress === null ? {} : { remoteAddress }),
          ...(proxy === null ? {} : { proxy }),
          ...(tls === null ? {} : { tls }),
          openedAfterMs: Date.now() - startedAt,
        },
        body: readable(name, body),
        takeWireBytes() {
          const taken = wire;
          wire = 0;
          return taken;
        },
        close: answer.close,
      };
    } catch (error) {
      answer?.close();
      if (signal.aborted) throw signal.reason;
      throw openingError(name, url, error);
    }
  }
}

function startUrl(request: TransportRequest): URL {
  const url = new URL(request.url);
  for (const { query = [] } of request.credentials ?? []) {
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  return url;
}

function receiveCookies(credentials: readonly Credential[], url: URL, { headers }: HttpAnswer): void {
  const fields = headers['set-cookie'];
  if (fields === undefined) return;
  for (const credential of credentials) credential.received?.(url, [fields].flat());
}

/** Tells the credentials that they were refused; whether trying again makes sense. */
function renew(credentials: readonly Credential[], proofs: readonly (readonly HeaderField[])[]): boolean {
  credentials.forEach((credential, i) => credential.refused(proofs[i]));
  return credentials.some((credential) => credential.renews);
}

function openingError(name: string, url: URL, error: unknown): ConnectionError {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const code = codeOf(error);
  const tls = tlsProblem(name, error);
  if (tls) return tls;
  // The same errors in the middle of a stream mean something else.
  if (code === 'UND_ERR_SOCKET' || code.startsWith('ERR_HTTP2_')) {
    return new ConnectionError('reset', `${name} closed the connection without an answer.`, {
      remedy: 'retry',
      hint:
        url.protocol === 'https:'
          ? 'It may want a client certificate, or something on the way dropped it.'
          : 'It may speak TLS (https) or no HTTP on this port.',
      cause: error,
    });
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTSOCK') {
    return new ConnectionError('socket', `The Unix socket of ${name} ${SOCKET_TROUBLE[code]}.`, {
      remedy: 'retry',
      hint: 'Check its path, and that the server runs.',
      cause: error,
    });
  }
  return connectionError(name, host, error);
}

const SOCKET_TROUBLE = {
  ENOENT: 'is not there',
  EACCES: 'may not be opened by this user',
  ENOTSOCK: 'is a file of another kind',
} as const;

/** The body, with the errors that HTTP/2 and streams have of their own put into words. */
async function* readable(name: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (error) {
    const code = codeOf(error);
    if (!code.startsWith('ERR_HTTP2_') && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    throw new ConnectionError('reset', `${name} closed the connection in the middle of the stream.`, {
      remedy: 'retry',
      hint: 'The server or something on the way dropped it.',
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The address as it may be shown: what is secret by name, and the tokens of the source whatever their names, masked. */
function shownUrl(url: URL, { secretParameter, credentials = [] }: TransportRequest): string {
  const secrets = new Set(credentials.flatMap(({ query = [] }) => query.map(([name]) => name)));
  if (secretParameter !== null) secrets.add(secretParameter);
  const rest = new URL(url);
  const masked: string[] = [];
  for (const name of secrets) {
    if (!rest.searchParams.has(name)) continue;
    rest.searchParams.delete(name);
    masked.push(`${encodeURIComponent(name)}=${MASK}`);
  }
  if (masked.length === 0) return maskUrl(url.href);
  return `${maskUrl(rest.href)}${rest.search === '' ? '?' : '&'}${masked.join('&')}`;
}

function visibleHeaders(headers: HttpAnswer['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [
      key.toLowerCase(),
      HIDDEN_HEADERS.has(key.toLowerCase())
        ? '••••'
        : Array.isArray(value)
          ? value.join(', ')
          : (value ?? ''),
    ]),
  );
}
