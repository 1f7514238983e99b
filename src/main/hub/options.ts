import { StreamgaugeError } from '@shared/errors';
import type { LogLimits } from './log';

/** How a hub is made. Everything has a default that is right for one person's machine. */
export interface HubOptions {
  /** Address to listen on: `127.0.0.1` (default) or `::1`. The hub asks nobody who they are, so it stays here. */
  readonly host?: string;
  /** TCP port, 0 (default) for any free one. */
  readonly port?: number;
  /** ms of silence after which a connection gets a sign of life, ± 10 %; default 15 000, 0 for none. */
  readonly heartbeatMs?: number;
  /** Bounds of the log that is replayed from; default 10 000 events or 16 MiB, whichever is reached first. */
  readonly history?: Partial<LogLimits>;
  /** Streams open at once; default 256. More are told `hub.busy` and when to come back. */
  readonly maxConnections?: number;
  /**
   * Streams open at once from one address; by default the same as `maxConnections`, because on loopback all
   * clients share one address and a smaller number would only be a second, hidden total.
   */
  readonly maxConnectionsPerAddress?: number;
  /** Largest body of a publish request in bytes; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * Bytes that may wait for one client; default 1 MiB. Normally far less waits: nothing is written to a full
   * socket, so it is 16 KiB and one event. Beyond the bound the connection is cut.
   */
  readonly maxQueuedBytes?: number;
  /** ms that a full socket may take none of what waits; default 10 000. Then the connection is cut. */
  readonly drainTimeoutMs?: number;
  /** ms that `stop` waits for clients to take their last bytes; default 3 000. */
  readonly stopTimeoutMs?: number;
  /** Web origins that may use the hub from their pages, such as `http://localhost:5173`; default none. */
  readonly allowedOrigins?: readonly string[];
  /** Values of `Host` that are accepted besides the loopback names with our port: for a hub behind a proxy. */
  readonly allowedHosts?: readonly string[];
  /** Epoch ms. */
  readonly now?: () => number;
  /** 0 … 1: spreads heartbeats and reconnects, and makes up the demo scenes. */
  readonly random?: () => number;
  /** Told of faults inside the hub: an initial state or a demo scene that threw. */
  readonly onError?: (error: unknown) => void;
}

export type ResolvedOptions = Required<Omit<HubOptions, 'history'>> & { readonly history: LogLimits };

const LOOPBACK = new Set(['127.0.0.1', '::1']);

/**
 * Fills in the defaults.
 * @throws StreamgaugeError `not-loopback`, `bad-option`
 */
export function resolveOptions(options: HubOptions): ResolvedOptions {
  const maxConnections = options.maxConnections ?? 256;
  const resolved: ResolvedOptions = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    history: { events: 10_000, bytes: 16 * 1024 * 1024, ...options.history },
    maxConnections,
    maxConnectionsPerAddress: options.maxConnectionsPerAddress ?? maxConnections,
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    maxQueuedBytes: options.maxQueuedBytes ?? 1024 * 1024,
    drainTimeoutMs: options.drainTimeoutMs ?? 10_000,
    stopTimeoutMs: options.stopTimeoutMs ?? 3_000,
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHosts: options.allowedHosts ?? [],
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    onError: options.onError ?? (() => undefined),
  };
  if (!LOOPBACK.has(resolved.host)) {
    throw new StreamgaugeError('not-loopback', `The hub does not listen on ${resolved.host}.`, {
      hint: 'It checks no credentials, so it listens on 127.0.0.1 or ::1 only.',
    });
  }
  assertWhole('port', resolved.port, 0, 65_535);
  // A longer delay would overflow Node's timers and fire at once.
  assertWhole('heartbeatMs', resolved.heartbeatMs, 0, 3_600_000);
  assertWhole('drainTimeoutMs', resolved.drainTimeoutMs, 1, 3_600_000);
  assertWhole('stopTimeoutMs', resolved.stopTimeoutMs, 1, 3_600_000);
  assertWhole('history.events', resolved.history.events, 1, 10_000_000);
  for (const origin of resolved.allowedOrigins) assertOrigin(origin);
  return resolved;
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new StreamgaugeError('bad-option', `${name} is ${value}.`, {
    hint: `Use a whole number from ${min} to ${max}.`,
  });
}

function assertOrigin(origin: string): void {
  let own: string | null = null;
  try {
    own = new URL(origin).origin;
  } catch {
    // Told below, together with addresses that are more than an origin.
  }
  if (own === origin && own !== 'null') return;
  throw new StreamgaugeError('bad-option', `${JSON.stringify(origin)} is not a web origin.`, {
    hint: 'Use scheme, host and port exactly as a browser sends them, for example http://localhost:5173.',
  });
}
