import * as v from 'valibot';
import type { Problem } from './errors';

export const SCENE_IDS = [
  'counter',
  'progress',
  'logs',
  'orders',
  'battle',
  'notifications',
  'metrics',
] as const;
export type SceneId = (typeof SCENE_IDS)[number];

/** A demo generator as shown in the Server view. */
export interface SceneStatus {
  readonly id: SceneId;
  readonly title: string;
  /** Channels or patterns it publishes to, for show. */
  readonly channels: readonly string[];
  readonly running: boolean;
  /** Events per second that were asked for, 0.1 … 50. */
  readonly rate: number;
  /** Events published since the hub started. */
  readonly published: number;
}

export interface HubClient {
  readonly id: string;
  readonly transport: 'sse' | 'websocket' | 'polling';
  /** `User-Agent`, shortened. */
  readonly agent: string;
  readonly remoteAddress: string;
  readonly channels: readonly string[];
  readonly connectedAt: number;
  readonly sent: number;
  /** Bytes written but not yet taken by the socket. */
  readonly queuedBytes: number;
}

export interface HubChannel {
  readonly name: string;
  readonly clients: number;
  readonly published: number;
}

export type HubState =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'running'; readonly url: string; readonly port: number; readonly since: number }
  | { readonly phase: 'failed'; readonly reason: Problem };

export interface HubSnapshot {
  readonly state: HubState;
  readonly clients: readonly HubClient[];
  readonly channels: readonly HubChannel[];
  readonly scenes: readonly SceneStatus[];
  readonly published: number;
  /** Events in the log and its bound. */
  readonly history: { readonly events: number; readonly limit: number };
}

/** An event for the hub, from code, from the composer or from `POST /events`. */
export const publicationSchema = v.strictObject({
  channel: v.string(),
  /** Event type; `message` when left out. */
  event: v.optional(v.string()),
  /** A string goes out as it is, anything else as JSON. */
  data: v.unknown(),
  id: v.optional(v.string()),
  /** ms, whole. */
  retry: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647))),
});
export type Publication = v.InferOutput<typeof publicationSchema>;
