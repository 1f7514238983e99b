import type { Transport } from '@shared/connection';
import type { Problem } from '@shared/errors';
import type { TestResult } from '@shared/ipc';
import type { SourceConfig } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import type { BackoffPolicy } from './backoff';
import type { VariableScope } from './credentials/variables';
import { Source, type SourceStatus } from './source';
import type { LadderPolicy } from './ladder';
import type { LivenessPolicy } from './liveness';
import { createPollingTransport } from './transports/polling';
import { createSseTransport } from './transports/sse';
import { HostGate, type HostLimits } from './transports/host-gate';
import { limitOpening } from './transports/opening-limit';
import { shareConnections } from './transports/sharing';
import type { TransportAdapter } from './transports/transport';
import { createWebSocketTransport } from './transports/websocket';
import { testSource } from './test-source';

export type Transports = Readonly<Record<Transport, TransportAdapter>>;

export interface SourceRegistryOptions {
  onEvent(event: NewStreamEvent): void;
  /** The state of a source changed. Counters change without it. */
  onChange(sourceId: string): void;
  /** A `retry` field arrived, ms as sent. */
  onRetry?(sourceId: string, ms: number): void;
  /** Resolves when there is room for more events; until then no source is read further. Null for room now. */
  room?(): Promise<void> | null;
  readonly version: string;
  /** When the next transport is tried, over what a configuration says. */
  readonly ladder?: Partial<LadderPolicy>;
  /** When a source comes back after a break, instead of what its configuration says. */
  readonly backoff?: BackoffPolicy;
  /** Connections to one host; default `DEFAULT_HOST_LIMITS`. */
  readonly hosts?: HostLimits;
  /** The variables that configurations may name; none by default. */
  readonly variables?: () => VariableScope;
  /** When a silent connection is given up; default `DEFAULT_LIVENESS`. */
  readonly liveness?: LivenessPolicy;
  /** How each transport works. */
  readonly transports?: Transports;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface SourceRegistry {
  /** Adds a source; connects when it is enabled. @param lastEventId goes on after it, as known from an earlier run */
  add(config: SourceConfig, lastEventId?: string): void;
  /** Reconnects when what is sent has changed. */
  update(config: SourceConfig): void;
  remove(id: string): void;
  pause(id: string): void;
  resume(id: string): void;
  retryNow(id: string): void;
  /** Leaves a source unconnected, with the reason that only the person can remove. */
  hold(id: string, reason: Problem): void;
  /** Goes over to this transport now, and stays there. @throws StreamgaugeError `no-such-transport` */
  switchTransport(id: string, transport: Transport): void;
  /** Goes on after this id with a new connection; `''`: with what is new. */
  resumeFrom(id: string, lastEventId: string): void;
  /** Sends a text message over a WebSocket. @throws StreamgaugeError `cannot-send`, `send-queue-full` */
  send(id: string, text: string): void;
  /**
   * The network is another one, or the machine has slept: what waits tries now, one after the other, and connections that
   * stay silent are opened again.
   */
  nudge(why: 'network' | 'wake'): void;
  status(id: string): SourceStatus | null;
  /** One attempt for at most 10 s; nothing is kept. */
  test(config: SourceConfig, signal: AbortSignal): Promise<TestResult>;
  close(): Promise<void>;
}

/** Longest time over which sources are spread when all of them are to act, ms. */
const NUDGE_OVER_MS = 2_000;
/** Time between two of them, ms, as long as they are few. */
const NUDGE_STEP_MS = 50;

const NO_VARIABLES: VariableScope = { variables: {} };

/** Every transport, with connections shared, and not too many of them opened at once. */
function guarded(transports: Transports, gate: HostGate): Transports {
  const guard = (transport: Transport): TransportAdapter =>
    shareConnections(gate.guard(limitOpening(transport, transports[transport])));
  return { sse: guard('sse'), websocket: guard('websocket'), polling: guard('polling') };
}

/**
 * All outbound subscriptions. Each runs by itself; one that breaks touches no other.
 */
export function createSourceRegistry(options: SourceRegistryOptions): SourceRegistry {
  const sources = new Map<string, Source>();
  const plain: Transports = options.transports ?? {
    sse: createSseTransport(),
    websocket: createWebSocketTransport(),
    polling: createPollingTransport(),
  };
  const transports = guarded(plain, new HostGate(options.hosts));
  const variables = options.variables ?? ((): VariableScope => NO_VARIABLES);
  const userAgent = `Streamgauge/${options.version}`;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;

  function make(config: SourceConfig, lastEventId?: string): Source {
    return new Source({
      config,
      ...(lastEventId !== undefined && { lastEventId }),
      variables,
      ...(options.backoff && { backoff: options.backoff }),
      transports,
      ...(options.ladder && { ladder: options.ladder }),
      ...(options.liveness && { liveness: options.liveness }),
      userAgent,
      now,
      random,
      onEvent: options.onEvent,
      onChange: () => options.onChange(config.id),
      room: () => options.room?.() ?? null,
      ...(options.onRetry ? { onRetry: (ms: number) => options.onRetry!(config.id, ms) } : {}),
    });
  }

  return {
    add(config, lastEventId) {
      sources.get(config.id)?.close();
      const source = make(config, lastEventId);
      sources.set(config.id, source);
      if (config.enabled) source.connect();
    },
    update: (config) => sources.get(config.id)?.reconfigure(config),
    remove(id) {
      sources.get(id)?.close();
      sources.delete(id);
    },
    pause: (id) => sources.get(id)?.pause(),
    resume: (id) => sources.get(id)?.connect(),
    retryNow: (id) => sources.get(id)?.retryNow(),
    hold: (id, reason) => sources.get(id)?.hold(reason),
    switchTransport: (id, transport) => sources.get(id)?.switchTransport(transport),
    resumeFrom: (id, lastEventId) => sources.get(id)?.resumeFrom(lastEventId),
    send: (id, text) => sources.get(id)?.send(text),
    nudge(why) {
      const step = Math.min(NUDGE_STEP_MS, NUDGE_OVER_MS / Math.max(1, sources.size));
      let delayMs = 0;
      for (const source of sources.values()) source.nudge(why, (delayMs += step));
    },
    status: (id) => sources.get(id)?.status() ?? null,
    test: (config, signal) => testSource({ config, transports: plain, userAgent, now, variables }, signal),
    async close() {
      for (const source of sources.values()) source.close();
      sources.clear();
    },
  };
}
