/** One attempt of the WebSocket transport, with all that it tells. */
import type { Negotiated } from '@shared/connection';
import * as v from 'valibot';
import { websocketSetupSchema, type WebSocketSetup } from '@shared/source-options';
import type { ConnectionError } from '../../src/main/sources/connection-error';
import type { ScannedEvent } from '../../src/main/sources/frame-scanner';
import type {
  SendMessage,
  TransportEnd,
  TransportRequest,
  TransportSink,
} from '../../src/main/sources/transports/transport';
import { createWebSocketTransport } from '../../src/main/sources/transports/websocket';
import type { WebSocketLimits } from '../../src/main/sources/transports/websocket-limits';

export interface WebSocketRun {
  readonly events: ScannedEvent[];
  readonly data: string[];
  readonly comments: string[];
  readonly positions: string[];
  readonly statuses: number[];
  /** Round trips of pings, ms. */
  readonly roundTrips: number[];
  via(): Negotiated | null;
  bytes(): { readonly decoded: number; readonly wire: number };
  send(): SendMessage | null;
  /** How it ended; an error is given, not thrown. */
  readonly ended: Promise<TransportEnd | Error>;
  /** Waits for it to fail. */
  failure(): Promise<ConnectionError>;
  stop(): Promise<void>;
}

/** What may differ from one run to the next. Without a `pingIntervalMs` there are no pings. */
export interface WebSocketRunOptions {
  readonly setup?: Partial<WebSocketSetup>;
  readonly limits?: WebSocketLimits;
  readonly request?: Partial<TransportRequest>;
  readonly sink?: Partial<TransportSink>;
}

export function runWebSocket(url: string, options: WebSocketRunOptions = {}): WebSocketRun {
  const events: ScannedEvent[] = [];
  const data: string[] = [];
  const comments: string[] = [];
  const positions: string[] = [];
  const statuses: number[] = [];
  const roundTrips: number[] = [];
  let via: Negotiated | null = null;
  let send: SendMessage | null = null;
  let decoded = 0;
  let wire = 0;
  const abort = new AbortController();
  const sink: TransportSink = {
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
    roundTrip: (ms) => roundTrips.push(ms),
    channel: (channel) => (send = channel),
    ...options.sink,
  };
  const request: TransportRequest = {
    sourceName: 'orders',
    url,
    secretParameter: null,
    headers: [],
    lastEventId: '',
    userAgent: 'test',
    websocket: v.parse(websocketSetupSchema, { pingIntervalMs: 0, ...options.setup }),
    ...options.request,
  };
  const ended = createWebSocketTransport(options.limits)
    .run(request, sink, abort.signal)
    .catch((error: Error) => error);
  return {
    events,
    data,
    comments,
    positions,
    statuses,
    roundTrips,
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
