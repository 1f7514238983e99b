import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import zlib from 'node:zlib';
import { Agent, buildConnector, request as send } from 'undici';
import type { Negotiated } from '@shared/connection';
import { MASK, maskUrl } from '@shared/mask';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import { connectionError, contentTypeError, statusError } from '../reasons';
import type { TransportRequest } from './transport';

const CONNECT_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_REDIRECTS = 5;
const KEEP_ALIVE_PROBE_MS = 30_000;
/** A body may inflate to this many times its size once more than `INFLATE_FREE_BYTES` have come out of it. */
const MAX_INFLATE_RATIO = 200;
const INFLATE_FREE_BYTES = 1024 * 1024;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HIDDEN_HEADERS = new Set([
  'set-cookie',
  'set-cookie2',
  'authorization',
  'proxy-authorization',
  'www-authenticate',
]);

/** An answered request whose body has yet to be read. */
export interface HttpStream {
  readonly via: Negotiated;
  /** Decoded bytes, as they come. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of the connection, whatever it is doing. */
  close(): void;
}

/**
 * Asks for an event stream and follows redirects. Every header of the person, and so every secret, stays behind when a
 * redirect changes scheme, host or port.
 * @throws ConnectionError for anything but a 200 with `text/event-stream`
 */
export async function openEventStream(
  request: TransportRequest,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<HttpStream> {
  const startedAt = Date.now();
  let url = new URL(request.url);
  const seen = new Set<string>();
  const { origin } = url;
  // Once elsewhere, nothing of the person is sent again, even if that place leads back: it chose the path.
  let trusted = true;
  for (let hop = 0; ; hop++) {
    const name = request.sourceName;
    const host = url.hostname.replace(/^\[|\]$/gu, '');
    let remoteAddress: string | undefined;
    const connector = buildConnector({
      timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
      // Off by default before Node 20: `localhost` is ::1 first on many machines, and most servers listen on 127.0.0.1.
      autoSelectFamily: true,
    });
    const agent = new Agent({
      connect: (options, callback) =>
        connector(options, (...[error, socket]: Parameters<typeof callback>) => {
          if (socket) remoteAddress = addressOf(socket as Socket);
          if (error) callback(error, null);
          else callback(null, socket!);
        }),
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: 0, // silence is the cadence's business: many streams are quiet for hours
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: 1,
    });
    const close = (): void => void agent.destroy().catch(() => undefined);
    try {
      trusted &&= url.origin === origin;
      const answer = await send(url, {
        dispatcher: agent,
        method: 'GET',
        headers: requestHeaders(request, trusted),
        signal,
      });
      answer.body.on('error', () => undefined); // reported where it is read
      const header = (key: string): string | null => {
        const value = answer.headers[key];
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
      };
      if (REDIRECTS.has(answer.statusCode)) {
        const next = redirectTarget(name, url, header('location'), answer.statusCode);
        close();
        if (hop >= MAX_REDIRECTS || seen.has(next.href)) {
          throw new ConnectionError(
            'redirect-loop',
            `${name} redirects ${hop >= MAX_REDIRECTS ? `more than ${MAX_REDIRECTS} times` : 'in a circle'}.`,
            {
              remedy: 'stop',
              hint: `The last hop was ${shownUrl(next, request)}.`,
            },
          );
        }
        seen.add(url.href);
        url = next;
        continue;
      }
      onStatus(answer.statusCode);
      if (answer.statusCode !== 200)
        throw statusError(name, answer.statusCode, retryAfterMs(header('retry-after'), Date.now()));
      if (!/^text\/event-stream(?:[\t ]*;|[\t ]*$)/iu.test(header('content-type') ?? ''))
        throw contentTypeError(name, header('content-type'));
      const via: Negotiated = {
        status: answer.statusCode,
        headers: visibleHeaders(answer.headers),
        protocol: 'HTTP/1.1',
        url: shownUrl(url, request),
        ...(remoteAddress === undefined ? {} : { remoteAddress }),
        openedAfterMs: Date.now() - startedAt,
      };
      return { via, body: decoded(name, answer.body, header('content-encoding')), close };
    } catch (error) {
      close();
      if (signal.aborted) throw signal.reason;
      if ((error as { code?: unknown }).code === 'UND_ERR_SOCKET') throw noAnswer(name, url, error);
      throw connectionError(name, host, error);
    }
  }
}

/** The same error in the middle of a stream means something else. */
function noAnswer(name: string, url: URL, cause: unknown): ConnectionError {
  return new ConnectionError('reset', `${name} closed the connection without an answer.`, {
    remedy: 'retry',
    hint:
      url.protocol === 'https:'
        ? 'It may want a client certificate, or something on the way dropped it.'
        : 'It may speak TLS (https) or no HTTP on this port.',
    cause,
  });
}

function requestHeaders(request: TransportRequest, trusted: boolean): string[] {
  const headers = new Map<string, [string, string]>();
  const set = (key: string, value: string): void => void headers.set(key.toLowerCase(), [key, value]);
  set('Accept', 'text/event-stream');
  set('Accept-Encoding', 'gzip, deflate, br');
  set('Cache-Control', 'no-cache');
  set('User-Agent', request.userAgent);
  const list: [string, string][] = [];
  if (trusted) {
    for (const [key, value] of request.headers) {
      headers.delete(key.toLowerCase());
      list.push([key, value]);
    }
    // WHATWG HTML §9.2.3: the id goes out as UTF-8; HTTP libraries write one byte per character.
    if (request.lastEventId !== '')
      set('Last-Event-ID', Buffer.from(request.lastEventId, 'utf8').toString('latin1'));
  }
  return [...headers.values(), ...list].flat();
}

/** The address as it may be shown: what is secret by name, and the token of the source whatever its name, masked. */
function shownUrl(url: URL, { secretParameter }: TransportRequest): string {
  if (secretParameter === null || !url.searchParams.has(secretParameter)) return maskUrl(url.href);
  const rest = new URL(url);
  rest.searchParams.delete(secretParameter);
  return `${maskUrl(rest.href)}${rest.search === '' ? '?' : '&'}${encodeURIComponent(secretParameter)}=${MASK}`;
}

function redirectTarget(name: string, from: URL, location: string | null, status: number): URL {
  let next: URL;
  try {
    if (!location) throw new Error('no Location');
    next = new URL(location, from);
  } catch (cause) {
    throw new ConnectionError('bad-redirect', `${name} redirects (${status}) without saying where to.`, {
      remedy: 'stop',
      hint: 'Its Location header is missing or is no address.',
      cause,
    });
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw new ConnectionError('bad-redirect', `${name} redirects to a ${next.protocol} address.`, {
      remedy: 'stop',
      hint: 'Only http and https are followed.',
    });
  }
  if (from.protocol === 'https:' && next.protocol === 'http:') {
    throw new ConnectionError('insecure-redirect', `${name} redirects from https to http.`, {
      remedy: 'stop',
      hint: 'That would send the rest in the clear, so it is not followed.',
    });
  }
  return next;
}

async function* decoded(
  name: string,
  body: Readable,
  encoding: string | null,
): AsyncGenerator<Uint8Array, void> {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'identity');
  if (codings.length === 0) {
    yield* body as AsyncIterable<Uint8Array>;
    return;
  }
  const decoder = codings.length === 1 ? decoderFor(codings[0]!) : null;
  if (!decoder) {
    throw new ConnectionError(
      'bad-encoding',
      `${name} sends its stream compressed as ${codings.join(', ').slice(0, 60)}, which cannot be read.`,
      { remedy: 'stop', hint: 'gzip, deflate and br can.' },
    );
  }
  let taken = 0;
  let given = 0;
  body.on('data', (chunk: Buffer) => (taken += chunk.length));
  const output = pipeline(body, decoder, () => undefined); // errors surface in the loop
  for await (const chunk of output as AsyncIterable<Buffer>) {
    given += chunk.length;
    if (given > INFLATE_FREE_BYTES && given > taken * MAX_INFLATE_RATIO) {
      throw new ConnectionError(
        'inflates-too-much',
        `${name} sends compressed bytes that grow more than ${MAX_INFLATE_RATIO} times.`,
        { remedy: 'retry', hint: 'This looks like an attack on memory; the connection was closed.' },
      );
    }
    yield chunk;
  }
}

function decoderFor(coding: string): zlib.Gunzip | zlib.BrotliDecompress | null {
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(flush);
    case 'deflate':
      return zlib.createInflate(flush);
    case 'br':
      return zlib.createBrotliDecompress({
        flush: zlib.constants.BROTLI_OPERATION_FLUSH,
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      return null;
  }
}

function visibleHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
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

function addressOf(socket: Socket): string | undefined {
  const { remoteAddress, remotePort } = socket;
  if (!remoteAddress) return undefined;
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
