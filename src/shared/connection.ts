import type { Problem } from './errors';
import { phrase } from './sentences/phrase';

/** How events travel from an endpoint to us, the usual order of preference. */
export const TRANSPORTS = ['websocket', 'sse', 'polling'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** For people. */
export const TRANSPORT_NAMES: Readonly<Record<Transport, string>> = {
  websocket: 'WebSocket',
  sse: 'SSE',
  polling: phrase('polling'),
};

/** One transport of a source's ladder. */
export interface RungStatus {
  readonly transport: Transport;
  /** `climbing`: tried in the background while a lower one carries the stream. */
  readonly state: 'untried' | 'trying' | 'carrying' | 'failed' | 'climbing';
  /** Why it was left, or why it failed last. */
  readonly reason: Problem | null;
  /** Epoch ms of the change to this state; null before the first. */
  readonly since: number | null;
}

/** What was agreed with the other end of a TLS connection, for people. */
export interface TlsFacts {
  /** `TLSv1.3`. */
  readonly version: string;
  readonly cipher: string;
  /** `h2`, `http/1.1`; null when the server took part in no ALPN. */
  readonly alpn: string | null;
  /** Whom the certificate is for and who signed it: organisation or common name. */
  readonly subject: string;
  readonly issuer: string;
  /** End of the certificate's validity, epoch ms; null when it cannot be read. */
  readonly expiresAt: number | null;
  /** False only when checks are off and would have failed. */
  readonly verified: boolean;
}

/** What was agreed when a connection opened. */
export interface Negotiated {
  readonly status: number;
  /** Response headers, names in lower case; secrets (`set-cookie`) already masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** `HTTP/1.1` or `HTTP/2`. */
  readonly protocol: string;
  /** Where the stream really comes from after redirects, secrets masked. */
  readonly url: string;
  readonly remoteAddress?: string;
  readonly tls?: TlsFacts;
  /** The proxy it came through, without credentials. */
  readonly proxy?: string;
  /** ms from the start of the attempt to the response headers. */
  readonly openedAfterMs: number;
}

/**
 * The connection of a source, as an explicit state machine. Times are epoch milliseconds.
 *
 * ```
 * paused ─resume→ connecting ─200→ open ─end/error→ waiting ─due→ connecting
 *                     └─error→ waiting          └─204, 401, 403, …→ stopped
 * any ─pause→ paused                stopped ─retry now / edited→ connecting
 * ```
 */
export type ConnectionState =
  | { readonly phase: 'paused'; readonly since: number }
  | {
      readonly phase: 'connecting';
      readonly transport: Transport;
      readonly attempt: number;
      readonly since: number;
    }
  | {
      readonly phase: 'open';
      readonly transport: Transport;
      readonly attempt: number;
      readonly since: number;
      readonly via: Negotiated;
    }
  | {
      readonly phase: 'waiting';
      readonly transport: Transport;
      /** The attempt that will be made when the wait is over, 1-based since the last healthy connection. */
      readonly attempt: number;
      readonly since: number;
      /** Feeds the countdown. */
      readonly until: number;
      readonly delayMs: number;
      readonly reason: Problem;
    }
  | {
      readonly phase: 'stopped';
      readonly since: number;
      readonly reason: Problem;
      readonly needsCredentials: boolean;
    };

export type ConnectionPhase = ConnectionState['phase'];

/** How a stream went on after a break. */
export interface ResumeAudit {
  /** Epoch ms. */
  readonly at: number;
  /** ms without a connection. */
  readonly downMs: number;
  /** The id that was sent to resume, null when none was. */
  readonly sentId: string | null;
  /**
   * `complete`: nothing is missing. `missing`: something is, `missing` says how much where it can be told.
   * `unknown`: it cannot be told.
   */
  readonly verdict: 'complete' | 'missing' | 'unknown';
  /** Events that came from the server's memory; null when they cannot be told from new ones. */
  readonly replayed: number | null;
  /** Dropped, since they had been received before. */
  readonly duplicates: number;
  /** Events that never came; null when it cannot be told. */
  readonly missing: number | null;
  /** `sent Last-Event-ID 812: 14 replayed, 0 missing, 2 duplicates dropped, gap 3.1 s` */
  readonly sentence: string;
}

/**
 * The way to an open stream, in order: the name is looked up, TCP connects (both to the proxy where there is one), TLS with an
 * HTTPS proxy, the tunnel through the proxy (CONNECT, SOCKS), TLS with the endpoint, and the time from the request to the
 * head of the answer, which for a WebSocket is its handshake.
 */
export const CONNECT_STAGES = ['lookup', 'tcp', 'proxyTls', 'tunnel', 'tls', 'answer'] as const;
export type ConnectStage = (typeof CONNECT_STAGES)[number];

/** How long each stage took, ms to a tenth; null for one that was not needed, or that an attempt did not come to or finish. */
export interface ConnectTimes extends Readonly<Record<ConnectStage, number | null>> {
  /** Until the connection that these are of was dialled: credentials, redirects, waiting for a turn. Null: none was. */
  readonly before: number | null;
  /** From the head of the answer, or the open stream, to its first event; null when none has come. */
  readonly firstEvent: number | null;
  /** The stream came over a connection that another source had made: there were no stages. */
  readonly shared: boolean;
}

/** One try to connect, for the attempts timeline. The newest has `endedAt: null` while it lives. */
export interface Attempt {
  readonly number: number;
  readonly transport: Transport;
  readonly startedAt: number;
  readonly openedAt: number | null;
  readonly endedAt: number | null;
  /** HTTP status, when one arrived. */
  readonly status: number | null;
  /** Why it ended; null while it lives and when the user paused it. */
  readonly reason: Problem | null;
  /** What was sent to resume, null when nothing was. */
  readonly lastEventIdSent: string | null;
  /** How well it went on where the one before broke off; null for the first, and until it can be told. */
  readonly audit: ResumeAudit | null;
  readonly events: number;
  /** Null until it opened or ended. */
  readonly times: ConnectTimes | null;
}

/** Attempts that are kept for each source. */
export const MAX_ATTEMPTS_KEPT = 200;
