/** Bounds of a WebSocket. What a person chooses comes with each request. */
export interface WebSocketLimits {
  /** From the request to the 101 on a connection that stands, ms; 15,000 by default. */
  readonly handshakeTimeoutMs?: number;
  /** How long the other side may take to close, ms; 5,000 by default. */
  readonly closeTimeoutMs?: number;
  /** Largest message after decompression, bytes; 16 MiB by default. */
  readonly maxMessageBytes?: number;
  /** Time between the heartbeats of a protocol that has them, ms; the protocol's own by default. */
  readonly heartbeatMs?: number;
}

export const HANDSHAKE_TIMEOUT_MS = 15_000;
export const CLOSE_TIMEOUT_MS = 5_000;
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
export const MAX_FRAGMENTS = 16_384;
