/** One attempt of the WebSocket transport, with all that it tells. */
import type { Negotiated } from '@shared/connection';
import type { ConnectionError } from '../../src/main/sources/connection-error';
import type { ScannedEvent } from '../../src/main/sources/frame-scanner';
import type { TransportEnd, TransportRequest } from '../../src/main/sources/transports/transport';
import { createWebSocketTransport } from '../../src/main/sources/transports/websocket';
import type {
  SendMessage,
  WebSocketSink,
  WebSocketTransportOptions,
} from '../../src/main/sources/transports/websocket-options';

export interface WebSocketRun {
  readonly events: ScannedEvent[];
  readonly data: string[];
  readonly comments: string[];
  readonly positions: string[];
  readonly statuses: number[];
  via(): Negotiated | null;
  bytes(): { readonly decoded: number; readonly wire: number };
  send(): SendMessage | null;
  /** How it ended; an error is given, not thrown. */
  readonly ended: Promise<TransportEnd | Error>;
  /** Waits for it to fail. */
  failure(): Promise<ConnectionError>;
  stop(): Promise<void>;
}

export function runWebSocket(
  url: string,
  options: WebSocketTransportOptions = {},
  part: Partial<TransportRequest> = {},
  sinkPart: Partial<WebSocketSink> = {},
): WebSocketRun {
  const events: ScannedEvent[] = [];
  const data: string[] = [];
  const comments: string[] = [];
  const positions: string[] = [];
  const statuses: number[] = [];
  let via: Negotiated | null = null;
  let send: SendMessage | null = null;
  let decoded = 0;
  let wire = 0;
  const abort = new AbortController();
  const sink: WebSocketSink = {
    status: (status) => statuses.push(status),
    open: (negotiated) => (via = negotiated),
    bytes(count, onWire = count) {
      decoded += count;
      wire += onWire;
    },
    event(event) {
      events.push(event);
      data.push(event.data);
    },
    comment: (comment) => comments.push(comment),
    retry: () => undefined,
    position: (id) => positions.push(id),
    replaced: () => undefined,
    cutOff: () => undefined,
    room: () => null,
    channel: (channel) => (send = channel),
    ...sinkPart,
  };
  const request: TransportRequest = {
    sourceName: 'orders',
    url,
    secretParameter: null,
    headers: [],
    lastEventId: '',
    userAgent: 'test',
    ...part,
  };
  const ended = createWebSocketTransport(options)
    .run(request, sink, abort.signal)
    .catch((error: Error) => error);
  return {
    events,
    data,
    comments,
    positions,
    statuses,
    via: () => via,
    bytes: () => ({ decoded, wire }),
    send: () => send,
    ended,
    async failure() {
      const end = await ended;
      if (!(end instanceof Error)) throw new Error(`ended well: ${JSON.stringify(end)}`);
      return end as ConnectionError;
    },
    async stop() {
      abort.abort(new Error('stopped by the test'));
      await ended;
    },
  };
}
