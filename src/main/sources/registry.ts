import type { Transport } from '@shared/connection';
import type { Problem } from '@shared/errors';
import type { TestResult } from '@shared/ipc';
import type { SourceConfig } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { Source, type SourceStatus } from './source';
import type { LadderPolicy } from './ladder';
import type { LivenessPolicy } from './liveness';
import { createPollingTransport } from './transports/polling';
import { createSseTransport } from './transports/sse';
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
  /** When the next transport is tried; default `DEFAULT_LADDER`. */
  readonly ladder?: LadderPolicy;
  /** When a silent connection is given up; default `DEFAULT_LIVENESS`. */
  readonly liveness?: LivenessPolicy;
  /** How each transport works. */
  readonly transports?: Transports;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface SourceRegistry {
  /** Adds a source; connects when it is enabled. */
  add(config: SourceConfig): void;
  /** Reconnects when what is sent has changed. */
  update(config: SourceConfig): void;
  remove(id: string): void;
  pause(id: string): void;
  resume(id: string): void;
  retryNow(id: string): void;
  /** Leaves a source unconnected, with the reason that only the person can remove. */
  hold(id: string, reason: Problem): void;
  status(id: string): SourceStatus | null;
  /** One attempt for at most 10 s; nothing is kept. */
  test(config: SourceConfig, signal: AbortSignal): Promise<TestResult>;
  close(): Promise<void>;
}

function createTransports(): Transports {
  return {
    sse: createSseTransport(),
    websocket: createWebSocketTransport(),
    polling: createPollingTransport(),
  };
}

/**
 * All outbound subscriptions. Each runs by itself; one that breaks touches no other.
 */
export function createSourceRegistry(options: SourceRegistryOptions): SourceRegistry {
  const sources = new Map<string, Source>();
  const transports = options.transports ?? createTransports();
  const userAgent = `Streamgauge/${options.version}`;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;

  function make(config: SourceConfig): Source {
    return new Source({
      config,
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
    add(config) {
      sources.get(config.id)?.close();
      const source = make(config);
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
    status: (id) => sources.get(id)?.status() ?? null,
    test: (config, signal) => testSource({ config, transports, userAgent, now }, signal),
    async close() {
      for (const source of sources.values()) source.close();
      sources.clear();
    },
  };
}
