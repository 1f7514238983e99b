import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Negotiated } from '@shared/connection';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import type { HeaderField } from '../credentials/credential';
import { createLine } from '../line/create-line';
import type { Connection, Line } from '../line/line';
import { negotiated, shownUrl } from './answer-facts';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';
import {
  CLOSE_TIMEOUT_MS,
  HANDSHAKE_TIMEOUT_MS,
  MAX_FRAGMENTS,
  MAX_MESSAGE_BYTES,
  type WebSocketLimits,
} from './websocket-limits';
import { redirectPlace, upgradeRefusal } from './websocket-reasons';
import { secretsOf, shownText } from './websocket-secrets';

const MAX_HEADER_BYTES = 32 * 1024;
/** Of an event stream's request, and not of a handshake. */
const STREAM_HEADERS = new Set(['accept', 'accept-encoding', 'cache-control']);
/** RFC 9110 §5.6.2 token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;

/** A WebSocket that is open and paused, so that nothing is lost before somebody listens. */
export interface OpenedWebSocket {
  readonly client: WebSocket;
  readonly via: Negotiated;
  /** Taken out of whatever the server says. */
  readonly secrets: readonly string[];
  /** Bytes read from the network since the last call. */
  takeWireBytes(): number;
}

let straightLine: Line | null = null;

/**
 * Opens a WebSocket (RFC 6455 §4.1). A 401 to a credential that renews itself is answered once with a new one. Redirects
 * are not followed, as in browsers: the person's headers stay where they belong.
 * @throws ConnectionError when it does not open, and the plain error of the network
 */
export async function openWebSocket(
  request: TransportRequest,
  url: URL,
  offered: readonly string[],
  limits: WebSocketLimits,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<OpenedWebSocket> {
  const { sourceName: name, credentials = [] } = request;
  const line = request.line ?? (straightLine ??= createLine());
  // Credentials are bound to http addresses.
  const httpUrl = new URL(url.href.replace(/^ws/u, 'http'));
  const startedAt = Date.now();
  for (let renewed = false; ; renewed = true) {
    const proofs = await Promise.all(credentials.map((one) => one.headersFor(httpUrl)));
    if (signal.aborted) throw signal.reason;
    const fields = handshakeFields(request, proofs.flat(), offered);
    const connection = await line.connect(url, { tunnel: true, signal, watch: request.watch });
    const answer = await handshake(name, url, fields, { limits, connection, signal }).catch(
      (error: unknown) => {
        connection.socket.destroy();
        throw error;
      },
    );
    request.watch?.passed('answer');
    const { statusCode: status = 0, headers } = answer.response;
    const cookies = headers['set-cookie'];
    if (cookies) for (const credential of credentials) credential.received?.(httpUrl, cookies);
    if (status === 401 && !renewed) {
      credentials.forEach((credential, i) => credential.refused(proofs[i]));
      if (credentials.some(({ renews }) => renews)) continue;
    }
    onStatus(status);
    const secrets = secretsOf(request, proofs.flat());
    const { client } = answer;
    if (!client) {
      const place = redirectPlace(url, headers.location);
      const shown = place && shownText(shownUrl(place, request), secrets);
      throw upgradeRefusal(name, status, shown, retryAfterMs(headers['retry-after'], Date.now()));
    }
    const openedAfterMs = Date.now() - startedAt;
    const protocol = client.protocol === '' ? 'WebSocket' : `WebSocket, ${client.protocol}`;
    return {
      client,
      secrets,
      via: { ...negotiated(request, { url, status, headers, connection, openedAfterMs }), protocol },
      takeWireBytes: wireMeter(connection),
    };
  }
}

interface Answer {
  readonly response: IncomingMessage;
  /** Null for an answer that is not the 101. */
  readonly client: WebSocket | null;
}

interface HandshakeFields {
  readonly headers: Record<string, string>;
  readonly subprotocols: string[];
}

interface HandshakeMeans {
  readonly limits: WebSocketLimits;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** One handshake on a connection that stands. An answer that is not the 101 ends the connection. */
function handshake(
  name: string,
  url: URL,
  { headers, subprotocols }: HandshakeFields,
  { limits, connection: { socket }, signal }: HandshakeMeans,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      headers,
      createConnection: () => socket,
      maxPayload: limits.maxMessageBytes ?? MAX_MESSAGE_BYTES,
      maxFragments: MAX_FRAGMENTS,
      closeTimeout: limits.closeTimeoutMs ?? CLOSE_TIMEOUT_MS,
      // Answered by the session, at a bounded rate.
      autoPong: false,
      maxHeaderSize: MAX_HEADER_BYTES,
    };
    // The types of `ws` lack closeTimeout, and maxHeaderSize, which it hands on to node:http.
    const client = new WebSocket(url, subprotocols, options as ConstructorParameters<typeof WebSocket>[2]);
    let response: IncomingMessage | null = null;

    const done = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      client.off('error', fail);
      // An error that nobody listens to would end the process.
      client.on('error', () => undefined);
      finish();
    };
    const fail = (error: unknown): void =>
      done(() => {
        client.terminate();
        reject(error);
      });
    const onAbort = (): void => fail(signal.reason);
    const limitMs = limits.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS;
    const timer = setTimeout(() => fail(tooSlow(name, limitMs)), limitMs);
    client.on('error', fail);
    client.once('unexpected-response', (outgoing, refusal) => {
      outgoing.on('error', () => undefined);
      done(() => {
        client.terminate();
        resolve({ response: refusal, client: null });
      });
    });
    client.once('upgrade', (upgrade) => (response = upgrade));
    client.once('open', () => {
      client.pause();
      done(() => resolve({ response: response!, client }));
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function tooSlow(name: string, limitMs: number): ConnectionError {
  const limit = `${limitMs / 1_000} s`;
  const message = `${name} did not finish the WebSocket handshake within ${limit}.`;
  const hint = 'A proxy or firewall may hold it back.';
  return new ConnectionError('timeout', message, { remedy: 'retry', hint });
}

function wireMeter({ socket }: Connection): () => number {
  let counted = socket.bytesRead;
  return () => {
    const before = counted;
    counted = socket.bytesRead;
    return counted - before;
  };
}

/** The person's headers as a handshake has them: those it makes itself are left out, subprotocols go into their list. */
function handshakeFields(
  request: TransportRequest,
  proofs: readonly HeaderField[],
  offered: readonly string[],
): HandshakeFields {
  const given = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const headers: Record<string, string> = {};
  const subprotocols = new Set(offered);
  for (const [name, value] of requestHeaders(request, true, false, proofs)) {
    const key = name.toLowerCase();
    if (key === 'sec-websocket-protocol') {
      for (const one of value.split(',')) subprotocols.add(one.trim());
    } else if (!key.startsWith('sec-websocket-') && (given.has(key) || !STREAM_HEADERS.has(key))) {
      headers[name] = value;
    }
  }
  if (![...subprotocols].every((one) => TOKEN.test(one))) {
    // Not quoted: some put a token there.
    const message = `${request.sourceName} offers a subprotocol that cannot be the name of one.`;
    const hint = 'A name has no spaces, quotes, commas, slashes or brackets.';
    throw new ConnectionError('bad-subprotocol', message, { remedy: 'stop', hint });
  }
  return { headers, subprotocols: [...subprotocols] };
}
