import type { Batch } from './batch';
import type { LogEntry } from './log';

/** A message of the hub itself, outside the log. */
export interface Notice {
  readonly event: string;
  readonly data: unknown;
  readonly channel?: string;
  /** A position in the log, when the client is to go on from there. */
  readonly id?: string;
  /** ms. */
  readonly retry?: number;
  /** What a WebSocket client gave its request, so that it knows the answer. */
  readonly ref?: string | number;
}

/**
 * Where a transport takes what a connection sends. `send`, `ahead`, `tell` and `beat` answer false when the socket is
 * full: then nothing more is handed over until the transport reports `drained`.
 */
export interface Sink {
  /** Events of the log, in its order. */
  send(batch: Batch): boolean;
  /** An event before its turn: without its id, so that the client's place in the log stays where it is. */
  ahead(entry: LogEntry): boolean;
  tell(notice: Notice): boolean;
  /** A sign of life; `position` is the id that stands for everything so far. */
  beat(position: string): boolean;
  /** Bytes written but not yet taken by the socket. */
  queuedBytes(): number;
  /** Ends the stream properly, after what has been written; a peer that does not take it in time is cut. */
  end(): void;
  /** Cuts the connection; what waits is lost. */
  destroy(): void;
}
