import { DEFAULT_SOURCE_OPTIONS, type WebSocketSetup } from '@shared/source-options';
import { ConnectionError } from '../connection-error';
import type { Protocol } from '../mapping/protocol';
import { protocolFor } from '../mapping/presets';
import type { TransportAdapter, TransportRequest } from './transport';
import { openWebSocket, type OpenedWebSocket } from './websocket-handshake';
import type { WebSocketLimits } from './websocket-limits';
import { openingError } from './websocket-reasons';
import { carry } from './websocket-session';

/**
 * WebSockets (RFC 6455) through the `ws` package. Takes http(s) and ws(s) addresses. Messages become events as the preset
 * of `request.websocket` says; a binary message is one event of the type `binary` with its bytes as Base64. A sink with
 * `channel` is given a way to send.
 */
export function createWebSocketTransport(limits: WebSocketLimits = {}): TransportAdapter {
  return {
    async run(request, sink, signal) {
      if (signal.aborted) throw signal.reason;
      const { sourceName, lastEventId, websocket: setup = DEFAULT_SOURCE_OPTIONS.websocket } = request;
      const open: Open = async (protocol, onStatus) => {
        const url = webSocketUrl(request, protocol, setup);
        const offered = setup.subprotocols.length > 0 ? setup.subprotocols : protocol.subprotocols;
        try {
          const connection = await openWebSocket(request, url, offered, limits, onStatus, signal);
          return { connection, url, protocol };
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          throw openingError(sourceName, url, error);
        }
      };
      const { connection, url, protocol } = await openBest(
        open,
        protocolFor(sourceName, setup),
        (status) => sink.status(status),
        signal,
      );
      const session = protocol.start({ subprotocol: connection.client.protocol, lastEventId });
      return carry(
        connection,
        { sourceName, url, lastEventId, setup, limits, protocol, session },
        sink,
        signal,
      );
    },
  };
}

interface Opened {
  readonly connection: OpenedWebSocket;
  readonly url: URL;
  readonly protocol: Protocol;
}

type Open = (protocol: Protocol, onStatus: (status: number) => void) => Promise<Opened>;

/** Opens, and once more when the server turns out to speak something better. */
async function openBest(
  open: Open,
  protocol: Protocol,
  onStatus: (status: number) => void,
  signal: AbortSignal,
): Promise<Opened> {
  const first = await open(protocol, onStatus);
  const { client, via } = first.connection;
  const better = client.protocol === '' ? (protocol.better?.(via.headers) ?? null) : null;
  if (!better) return first;
  try {
    const second = await open(better, () => undefined);
    client.terminate();
    return second;
  } catch (error) {
    // It was mistaken for another server: what is open does.
    if (client.readyState === client.OPEN && !signal.aborted) return first;
    client.terminate();
    throw error;
  }
}

function webSocketUrl(request: TransportRequest, protocol: Protocol, setup: WebSocketSetup): URL {
  const { sourceName, lastEventId, credentials = [] } = request;
  const url = new URL(request.url.replace(/^http(s?):/iu, 'ws$1:'));
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new ConnectionError('bad-address', `The address of ${sourceName} is not one of a WebSocket.`, {
      remedy: 'stop',
      hint: 'Start it with wss://, ws://, https:// or http://.',
    });
  }
  url.hash = '';
  for (const { query = [] } of credentials) {
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  for (const [name, value] of Object.entries(protocol.parameters ?? {})) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  const resumeParameter = setup.resumeParameter || protocol.resumeParameter;
  if (resumeParameter !== null && lastEventId !== '') url.searchParams.set(resumeParameter, lastEventId);
  return url;
}
