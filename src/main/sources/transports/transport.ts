import type { Negotiated } from '@shared/connection';
import type { PollingSetup, WebSocketSetup } from '@shared/source-options';
import type { Credential } from '../credentials/credential';
import type { ScannedEvent } from '../frame-scanner';
import type { ConnectWatch } from '../line/connect-watch';
import type { Line } from '../line/line';

/** What a transport is asked to open. */
export interface TransportRequest {
  /** For sentences. */
  readonly sourceName: string;
  readonly url: string;
  /** Query parameter whose value is a secret, whatever it is called. */
  readonly secretParameter: string | null;
  /** The person's headers, secrets included, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `''` to send none. */
  readonly lastEventId: string;
  /** Where the stream stands, when that is an id that cannot be sent; `lastEventId` when left out. */
  readonly position?: string;
  readonly userAgent: string;
  /** `GET` when left out. */
  readonly method?: string;
  readonly websocket?: WebSocketSetup;
  readonly polling?: PollingSetup;
  /** With a method that has one. */
  readonly body?: { readonly type: string; readonly text: string };
  /** How connections are made; when left out, straight and with the usual checks. */
  readonly line?: Line;
  /** What proves who asks; asked anew for every request, for the origin of `url` only. */
  readonly credentials?: readonly Credential[];
  /** Requests with the same key may be served by one connection; none when left out or null. */
  readonly shareKey?: string | null;
  /** Told how the way to the stream goes. */
  readonly watch?: ConnectWatch;
  /** From dialling to open, ms; the transport's own limits when left out or null. */
  readonly openTimeoutMs?: number | null;
}

/** @throws StreamgaugeError `not-open`, or `send-queue-full` above 8 MiB that wait to be sent */
export type SendMessage = (message: string | Uint8Array) => void;

/** What a transport tells while it works. All calls are synchronous and in order. */
export interface TransportSink {
  /** An answer arrived, fit or not. */
  status(status: number): void;
  open(via: Negotiated): void;
  /**
   * Bytes of the body, after decompression.
   * @param wire how many they were before it; left out where it is the same or cannot be told
   */
  bytes(count: number, wire?: number): void;
  event(event: ScannedEvent): void;
  comment(text: string, raw: Uint8Array): void;
  retry(ms: number): void;
  /** The last event id moved without an event. */
  position(lastEventId: string): void;
  /** So many U+FFFD were put in place of invalid UTF-8. */
  replaced(count: number): void;
  /** The connection ended inside a block, which was therefore not dispatched. */
  cutOff(): void;
  /** Round trip of a ping, ms. */
  roundTrip?(ms: number): void;
  /** The way to send, once the connection is open; null when it is not any more. */
  channel?(send: SendMessage | null): void;
  /** Names of the other sources that this connection serves from now on. */
  sharedWith?(names: readonly string[]): void;
  /** Resolves when there is room for more events; until then the connection is read no further. Null for room now. */
  room(): Promise<void> | null;
}

/** How a connection ended that had been open: by the server, in the usual way. */
export interface TransportEnd {
  /** The stream stopped inside a block, which was therefore not dispatched. */
  readonly incomplete: boolean;
}

/** One way to carry events. One call is one attempt: reconnecting is the source's business. */
export interface TransportAdapter {
  /**
   * Resolves when the server ends the stream; rejects with a `ConnectionError` when it could not be opened or broke.
   * Aborting the signal rejects with the signal's reason.
   */
  run(request: TransportRequest, sink: TransportSink, signal: AbortSignal): Promise<TransportEnd>;
}
