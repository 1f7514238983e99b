import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { Negotiated } from '@shared/connection';
import { retryAfterMs } from '../backoff';
import { ConnectionError } from '../connection-error';
import type { HeaderField } from '../credentials/credential';
import { createLine } from '../line/create-line';
import type { Line, TlsFacts } from '../line/line';
import { tlsFacts } from '../line/tls-facts';
import { shownUrl, visibleHeaders } from './polling-masking';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';
import {
  CLOSE_TIMEOUT_MS,
  HANDSHAKE_TIMEOUT_MS,
  MAX_FRAGMENTS,
  MAX_MESSAGE_BYTES,
  type WebSocketTransportOptions,
} from './websocket-options';
import { openingError, redirectPlace, shownText, upgradeRefusal } from './websocket-reasons';
import { secretsOf } from './websocket-secrets';

const MAX_HEADER_BYTES = 32 * 1024;
/** Of an event stream's request, and not of a handshake. */
const STREAM_HEADERS: Readonly<Record<string, true>> = {
  accept: true,
  'accept-encoding': true,
  'cache-control': true,
};
/** RFC 9110 §5.6.2 token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;

/** A WebSocket that is open and paused, so that nothing is lost before somebody listens. */
export interface OpenedWebSocket {
  readonly client: WebSocket;
  readonly via: Negotiated & { readonly tls?: TlsFacts };
  /** Taken out of whatever the server says. */
  readonly secrets: readonly string[];
  /** Bytes read from the network since the last call. */
  takeWireBytes(): number;
}

let straightLine: Line | null = null;

/**
 * Opens a WebSocket (RFC 6455 §4.1). A 401 to a credential that renews itself is answered once with a new one. Redirects
 * are not followed: the person's headers stay where they belong.
 * @throws ConnectionError when it does not open
 */
export async function openWebSocket(
  request: TransportRequest,
  url: URL,
  offered: readonly string[],
  options: WebSocketTransportOptions,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<OpenedWebSocket> {
  const { credentials = [] } = request;
  // Credentials are bound to http addresses.
  const httpUrl = new URL(url.href.replace(/^ws/u, 'http'));
  const startedAt = Date.now();
  for (let renewed = false; ; renewed = true) {
    const proofs = await Promise.all(credentials.map((one) => one.headersFor(httpUrl)));
    if (signal.aborted) throw signal.reason;
    const renew = (): boolean => {
      if (renewed) return false;
      credentials.forEach((credential, i) => credential.refused(proofs[i]));
      return credentials.some(({ renews }) => renews);
    };
    const opened = await handshake(request, url, offered, proofs.flat(), options, signal, {
      startedAt,
      answered(answer) {
        const cookies = answer.headers['set-cookie'];
        if (cookies) for (const credential of credentials) credential.received?.(httpUrl, cookies);
        if (answer.statusCode === 401 && renew()) return false;
        onStatus(answer.statusCode ?? 0);
        return true;
      },
    });
    if (opened) return opened;
  }
}

interface Watch {
  readonly startedAt: number;
  /** False when the answer is not the last word: there will be another try. */
  answered(answer: IncomingMessage): boolean;
}

function handshake(
  request: TransportRequest,
  url: URL,
  offered: readonly string[],
  proofs: readonly HeaderField[],
  options: WebSocketTransportOptions,
  signal: AbortSignal,
  watch: Watch,
): Promise<OpenedWebSocket | null> {
  const { sourceName: name } = request;
  const timeoutMs = options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS;
  const line = request.line ?? (straightLine ??= createLine());
  return new Promise((resolve, reject) => {
    const { headers, subprotocols } = handshakeFields(request, proofs, offered);
    const client = new WebSocket(url, subprotocols, {
      headers,
      agent: line.agent(url),
      maxPayload: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
      maxFragments: MAX_FRAGMENTS,
      closeTimeout: options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS,
      // Answered by the session, at a bounded rate.
      autoPong: false,
      followRedirects: false,
      maxHeaderSize: MAX_HEADER_BYTES,
    } as ConstructorParameters<typeof WebSocket>[2]);
    const secrets = secretsOf(request, proofs);
    const shownTarget = (location: string | undefined): string | null => {
      const target = redirectPlace(url, location);
      return target && shownText(shownUrl(target, request), secrets);
    };
    let socket: Socket | null = null;
    let answer: IncomingMessage | null = null;
    let counted = 0;

    const done = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      client.off('error', onError);
      // An error that nobody listens to would end the process.
      client.on('error', () => undefined);
      finish();
    };
    const fail = (error: unknown): void =>
      done(() => {
        client.terminate();
        reject(signal.aborted ? signal.reason : openingError(name, url, error));
      });
    const onAbort = (): void => fail(signal.reason);
    const onError = (error: Error): void => fail(error);
    const timer = setTimeout(
      () =>
        fail(
          new ConnectionError(
            'timeout',
            `${name} did not finish the WebSocket handshake within ${timeoutMs / 1_000} s.`,
            { remedy: 'retry', hint: 'A proxy or firewall may hold it back.' },
          ),
        ),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    client.on('error', onError);
    client.once('unexpected-response', (outgoing, response) => {
      outgoing.on('error', () => undefined);
      const status = response.statusCode ?? 0;
      if (!watch.answered(response)) {
        done(() => {
          client.terminate();
          resolve(null);
        });
        return;
      }
      const { location, 'retry-after': after } = response.headers;
      fail(upgradeRefusal(name, status, shownTarget(location), retryAfterMs(after, Date.now())));
    });
    client.once('upgrade', (response) => {
      answer = response;
      ({ socket } = response);
      counted = socket.bytesRead;
      watch.answered(response);
    });
    client.once('open', () => {

      done(() =>
        resolve({
          client,
          secrets,
          via: negotiated(request, url, answer!, socket!, client, watch.startedAt),
          takeWireBytes() {
            const before = counted;
            counted = socket!.bytesRead;
            return counted - before;
          },
        }),
      );
    });
  });
}

function negotiated(
  request: TransportRequest,
  url: URL,
  answer: IncomingMessage,
  socket: Socket,
  client: WebSocket,
  startedAt: number,
): OpenedWebSocket['via'] {
  const { remoteAddress: address, remotePort } = socket;
  const host = address?.includes(':') === true ? `[${address}]` : address;
  return {
    status: 101,
    headers: visibleHeaders(answer.headers),
    protocol: client.protocol === '' ? 'WebSocket' : `WebSocket, ${client.protocol}`,
    url: shownUrl(url, request),
    ...(host === undefined ? {} : { remoteAddress: `${host}:${remotePort}` }),
    ...(socket instanceof TLSSocket ? { tls: tlsFacts(socket) } : {}),
    openedAfterMs: Date.now() - startedAt,
  };
}

/** The person's headers as a handshake has them: those it makes itself are left out, subprotocols go into their list. */
function handshakeFields(
  request: TransportRequest,
  proofs: readonly HeaderField[],
  offered: readonly string[],
): { headers: Record<string, string>; subprotocols: string[] } {
  const given = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const headers: Record<string, string> = {};
  const subprotocols = new Set(offered);
  for (const [name, value] of requestHeaders(request, true, false, proofs)) {
    const key = name.toLowerCase();
    if (key === 'sec-websocket-protocol') {
      for (const one of value.split(',')) if (TOKEN.test(one.trim())) subprotocols.add(one.trim());
    } else if (!key.startsWith('sec-websocket-') && (given.has(key) || STREAM_HEADERS[key] !== true)) {
      headers[name] = value;
    }
  }
  return { headers, subprotocols: [...subprotocols] };
}
