import type { Protocol } from '../mapping/protocol';
import type { TransportSink } from './transport';

export interface WebSocketTransportOptions {
  /** How messages become events; detected when left out. */
  readonly protocol?: Protocol;
  /** Offered instead of those of the protocol, in order. */
  readonly subprotocols?: readonly string[];
  /** Sent first when the connection is open; `{{lastEventId}}` stands for the id to resume after. */
  readonly openMessage?: string;
  /** Query parameter that carries the last event id, instead of the protocol's; null for none. */
  readonly resumeParameter?: string | null;
  /** Time between pings, ms; 15,000 by default, 0 for none. Two without an answer and the connection is given up. */
  readonly pingIntervalMs?: number;
  /** From the first packet to the 101, ms; 15,000 by default. */
  readonly handshakeTimeoutMs?: number;
  /** How long the other side may take to close, ms; 5,000 by default. */
  readonly closeTimeoutMs?: number;
  /** Largest message after decompression, bytes; 16 MiB by default. */
  readonly maxMessageBytes?: number;
  /** Round trip of a ping, ms. */
  readonly onLatency?: (ms: number) => void;
}

/** @throws StreamgaugeError `not-open`, or `send-queue-full` above 8 MiB that wait to be sent */
export type SendMessage = (message: string | Uint8Array) => void;

/** A sink that can also talk back. */
export interface WebSocketSink extends TransportSink {
  /** The way to send, once the connection is open; null when it is not any more. */
  channel?(send: SendMessage | null): void;
}

export const PING_INTERVAL_MS = 15_000;
export const HANDSHAKE_TIMEOUT_MS = 15_000;
export const CLOSE_TIMEOUT_MS = 5_000;
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
export const MAX_FRAGMENTS = 16_384;
