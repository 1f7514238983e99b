import { openPollingClient } from './polling-client';
import { openSseClient } from './sse-client';
import { openWebSocketClient } from './websocket-client';

/** A message as every transport of the hub gives it. */
export interface Message {
  readonly id?: string | undefined;
  readonly channel?: string | undefined;
  readonly event: string;
  readonly data: string;
}

export interface ClientOptions {
  readonly port: number;
  /** `Host` to send: the hub's own, when the port is a proxy's. */
  readonly authority: string;
  readonly channels: readonly string[];
  /** The id of the last message that was seen; null for a new client. */
  readonly lastEventId: string | null;
  /** ms that a polling client lets pass between an answer and its next question. */
  readonly pollPauseMs: number;
  readonly onMessage: (message: Message) => void;
  /** Called once, however it ends; not after `close`. */
  readonly onEnd: (reason: string) => void;
}

/** A client that reads what it gets, unlike the readers, which only count. */
export interface Client {
  /** The id to resume with; null when none has come yet. */
  readonly lastEventId: string | null;
  /** Stops reading, as a busy or frozen program does. Polling clients have nothing to stop. */
  pause(): void;
  resume(): void;
  close(): void;
}

export type Transport = 'sse' | 'websocket' | 'polling';
export const TRANSPORTS: readonly Transport[] = ['sse', 'websocket', 'polling'];

export function openClient(transport: Transport, options: ClientOptions): Client {
  switch (transport) {
    case 'sse':
      return openSseClient(options);
    case 'websocket':
      return openWebSocketClient(options);
    case 'polling':
      return openPollingClient(options);
  }
}

export function queryOf({ channels, lastEventId }: ClientOptions): string {
  const query = new URLSearchParams(channels.map((channel): [string, string] => ['channel', channel]));
  if (lastEventId !== null) query.set('lastEventId', lastEventId);
  return query.toString();
}
