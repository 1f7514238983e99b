import { StreamgaugeError } from '@shared/errors';
import type { Protocol } from '../mapping/protocol';
import { presetProtocol } from '../mapping/presets';
import type { TransportAdapter, TransportEnd, TransportRequest } from './transport';
import { openWebSocket } from './websocket-handshake';
import type { WebSocketSink, WebSocketTransportOptions } from './websocket-options';
import { openingError } from './websocket-reasons';
import { carry } from './websocket-session';

/**
 * WebSockets (RFC 6455) through the `ws` package. Takes http(s) and ws(s) addresses. Messages become events as the
 * protocol says; a binary message is one event with its bytes as Base64. A sink with `channel` is given a way to send.
 */
export function createWebSocketTransport(options: WebSocketTransportOptions = {}): TransportAdapter {
  const protocol = options.protocol ?? presetProtocol('auto');
  return { run: (request, sink, signal) => runOnce(request, sink, signal, protocol, options) };
}

async function runOnce(
  request: TransportRequest,
  sink: WebSocketSink,
  signal: AbortSignal,
  protocol: Protocol,
  options: WebSocketTransportOptions,
): Promise<TransportEnd> {
  if (signal.aborted) throw signal.reason;
  const { sourceName, lastEventId } = request;
  const url = webSocketUrl(request, protocol, options);
  const offered = options.subprotocols ?? protocol.subprotocols;
  let opened;
  try {
    opened = await openWebSocket(request, url, offered, options, (status) => sink.status(status), signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw openingError(sourceName, url, error);
  }
  return carry(
    opened,
    {
      sourceName,
      url,
      lastEventId,
      protocol: protocol.start({ subprotocol: opened.client.protocol, lastEventId }),
    },
    options,
    sink,
    signal,
  );
}

function webSocketUrl(
  { url: address, lastEventId, credentials = [] }: TransportRequest,
  protocol: Protocol,
  { resumeParameter = protocol.resumeParameter }: WebSocketTransportOptions,
): URL {
  const url = new URL(address.replace(/^http(s?):/iu, 'ws$1:'));
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new StreamgaugeError('bad-address', `${url.protocol}// is not the address of a WebSocket.`, {
      hint: 'Start with wss://, ws://, https:// or http://.',
    });
  }
  url.hash = '';
  for (const { query = [] } of credentials) {
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  for (const [name, value] of Object.entries(protocol.parameters ?? {})) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  if (resumeParameter !== null && lastEventId !== '') url.searchParams.set(resumeParameter, lastEventId);
  return url;
}
