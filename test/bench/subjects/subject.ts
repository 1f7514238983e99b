import type { Tick } from '../support/tick';

/** How readers talk to a subject. */
export type Protocol = 'sse' | 'websocket' | 'polling';

/** A server that a benchmark measures, running. */
export interface Subject {
  readonly port: number;
  /** Path that readers ask for. */
  readonly path: string;
  /** Processes besides our own that do its work. */
  readonly helpers: readonly number[];
  /** Sends one event to every client, as a user of this server would. */
  publish(tick: Tick): void;
  close(): Promise<void>;
}

export interface SubjectKind {
  readonly name: string;
  /** As shown in tables. */
  readonly title: string;
  readonly protocol: Protocol;
  /** Bytes that it sends for one event at least: fewer on average mean that events were left out. */
  readonly leastEventBytes: number;
  /** Events a second that it may be asked for at most; left out for as many as it can take. */
  readonly maxEventsPerSecond?: number;
  /** Its version, for the report. */
  readonly version: () => string;
  /** What has to be installed to measure it; null when all is there. */
  readonly missing: () => string | null;
  readonly start: () => Promise<Subject>;
}

/** Clients at most, with some to spare. */
export const MAX_CLIENTS = 6_000;

/** Connections that may wait to be accepted. */
export const BACKLOG = 4_096;
