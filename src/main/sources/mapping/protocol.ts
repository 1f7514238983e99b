import type { Remedy } from '../connection-error';
import type { MappedEvent } from './envelope-mapping';

/** What a protocol needs to know of the connection that has opened. */
export interface ProtocolContext {
  /** The subprotocol the server chose, `''` for none. */
  readonly subprotocol: string;
  /** Resume after this one; `''` for none. */
  readonly lastEventId: string;
}

/** What one message means. */
export interface Outcome {
  readonly events: readonly MappedEvent[];
  /** To send back, in order. */
  readonly replies?: readonly string[];
  /** Not an event but a sign that the other side lives, in a word or two. */
  readonly life?: string;
  /** The stream has come this far without an event. */
  readonly position?: string;
  /** The server ends the stream by a message of the protocol. */
  readonly end?: {
    readonly code: string;
    /** The whole sentence: `prices refused the subscription.` */
    readonly sentence: (source: string) => string;
    /** What the server said, untrusted. */
    readonly said: string;
    readonly remedy: Remedy;
  };
}

/** What a close code means: what helps, the whole sentence, and a hint. */
export type CloseWords = readonly [
  remedy: Remedy,
  sentence: (source: string, code: number) => string,
  hint: string,
];

/** A protocol on one connection. Pure: it is told, and says what to do. */
export interface ProtocolSession {
  /**
   * Sent when the connection has opened, in order.
   * @param first what the person wants to be sent first; null for nothing
   */
  onOpen(first: string | null): readonly string[];
  onMessage(text: string): Outcome;
  /** Sent every so often for the server not to hang up. */
  readonly heartbeat?: { readonly everyMs: number; message(): string };
}

/** A way to speak over a WebSocket. */
export interface Protocol {
  /** Offered in the handshake, in order. */
  readonly subprotocols: readonly string[];
  /** Query parameter that carries the last event id; null when the protocol has none. */
  readonly resumeParameter: string | null;
  /** Added to the address unless it has them. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Close codes that the protocol gives a meaning of its own. */
  readonly closeCodes?: Readonly<Record<number, CloseWords>>;
  /**
   * A protocol that suits this server better, as the header fields of its 101 (names in lower case) show; null for none.
   * Asked when no subprotocol was agreed on.
   */
  better?(headers: Readonly<Record<string, string>>): Protocol | null;
  start(context: ProtocolContext): ProtocolSession;
}

/** A JSON object, or null for everything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The property itself when it is a text that is not empty. */
export function textOf(object: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
