import * as v from 'valibot';
import type { Problem } from './errors';
import { PRIORITIES } from './notification';

export const SCENE_IDS = [
  'counter',
  'progress',
  'logs',
  'orders',
  'battle',
  'notifications',
  'metrics',
  'llm',
] as const;
export type SceneId = (typeof SCENE_IDS)[number];

/** How a demo scene runs. */
export const scenePaceSchema = v.object({
  /** Events per second, 0.1 … 1 000. */
  rate: v.pipe(v.number(), v.minValue(0.1), v.maxValue(1_000)),
  /** Events published at once each time one is due, 1 … 1 000; `rate` counts every one of them. */
  burst: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)), 1),
  /** Bytes that each event's data is filled up to with `padding`, 0 … 1 048 576; 0 leaves it as it is. */
  payloadBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_048_576)), 0),
});
export type ScenePace = v.InferOutput<typeof scenePaceSchema>;

/** A demo generator as shown in the Server view. */
export interface SceneStatus extends ScenePace {
  readonly id: SceneId;
  readonly title: string;
  /** Channels or patterns it publishes to, for show. */
  readonly channels: readonly string[];
  readonly running: boolean;
  /** Events published since the hub started. */
  readonly published: number;
}

/** What happens to a client that has fallen so far behind that the log no longer holds what it lacks. */
export const LAG_POLICIES = ['lossless', 'skip', 'latest'] as const;
/**
 * `lossless`: it is told the gap and its stream ends, so that it fetches anew. `skip`: it is told the gap and goes on
 * at the oldest event kept. `latest`: only the newest event of every key counts; older ones are left out unsaid.
 */
export type LagPolicy = (typeof LAG_POLICIES)[number];

/** Who the app's own source is to the app's hub, in the place of a token's name. */
export const OWN_CLIENT = 'this window';

export interface HubClient {
  readonly id: string;
  readonly transport: 'sse' | 'websocket' | 'polling';
  /** `User-Agent`, shortened; `''` when the client sends none. */
  readonly agent: string;
  readonly remoteAddress: string;
  /** Who it is, when the hub asked: a user id or the name of a token. */
  readonly user: string | null;
  readonly channels: readonly string[];
  readonly connectedAt: number;
  /** Events sent. */
  readonly sent: number;
  /** Events that were left out for it: beyond the log, or replaced by a newer value. */
  readonly skipped: number;
  /** Events in the log that it has not been sent yet, an upper bound: other channels count too. */
  readonly behind: number;
  /** Age of the oldest of them, ms; 0 when it is up to date. */
  readonly lagMs: number;
  /** Bytes written but not yet taken by the socket. */
  readonly queuedBytes: number;
  /** Faults that apply to this client alone. */
  readonly faults: readonly FaultName[];
}

export interface HubChannel {
  readonly name: string;
  readonly clients: number;
  readonly published: number;
  /** Events that the log still holds. */
  readonly history: number;
  readonly policy: LagPolicy;
}

export type HubState =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'running'; readonly url: string; readonly port: number; readonly since: number }
  | { readonly phase: 'failed'; readonly reason: Problem };

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const on = v.optional(v.boolean(), false);

/** What the hub does wrong on purpose, so that clients can be tried. */
export const faultsSchema = v.object({
  /** Every event waits `ms` ± `jitterMs` on its way. */
  delay: v.optional(
    v.object({
      on,
      ms: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)), 250),
      jitterMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)), 100),
    }),
    {},
  ),
  /** Bytes are held back until so many have gathered, then come in a lump. */
  buffer: v.optional(
    v.object({ on, kibibytes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1_024)), 16) }),
    {},
  ),
  /** Nothing is sent any more, heartbeats neither, and nothing is closed. */
  stall: v.optional(v.object({ on }), {}),
  /** Every connection is cut after so many seconds. */
  drop: v.optional(
    v.object({ on, everySeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3_600)), 30) }),
    {},
  ),
  /** New connections are closed without an answer. */
  refuse: v.optional(v.object({ on }), {}),
  /** That part of requests is answered 503 with `Retry-After`. */
  unavailable: v.optional(
    v.object({
      on,
      percent: v.optional(percent, 10),
      retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600)), 5),
    }),
    {},
  ),
  /** That part of the frames has one byte changed. */
  corrupt: v.optional(v.object({ on, percent: v.optional(percent, 1) }), {}),
  /** Every frame is written in two pieces, cut at a random byte, a moment apart. */
  split: v.optional(v.object({ on }), {}),
  /** That part of the events comes without its id. */
  skipIds: v.optional(v.object({ on, percent: v.optional(percent, 2) }), {}),
  /** That part of the events comes twice. */
  duplicate: v.optional(v.object({ on, percent: v.optional(percent, 2) }), {}),
  /** That part of the events changes places with the next one. */
  reorder: v.optional(v.object({ on, percent: v.optional(percent, 2) }), {}),
  /** The hub ends its half of the connection in the middle of a frame and leaves the other half open. */
  halfClose: v.optional(v.object({ on, percent: v.optional(percent, 1) }), {}),
});
export type Faults = v.InferOutput<typeof faultsSchema>;
export type FaultName = keyof Faults;
export const NO_FAULTS: Faults = v.parse(faultsSchema, {});

/** Names of the faults that are on. */
export function activeFaults(faults: Faults): FaultName[] {
  return (Object.keys(faults) as FaultName[]).filter((name) => faults[name].on);
}

export const SCOPES = ['subscribe', 'publish'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who has to say who they are. `publish`: publishers. `all`: publishers and readers. */
export const ACCESS_MODES = ['open', 'publish', 'all'] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

/** An access token of the hub, without the secret itself. */
export interface HubToken {
  readonly id: string;
  readonly name: string;
  /** The first characters, so that two can be told apart: `sg_7fd2`. */
  readonly start: string;
  readonly scopes: readonly Scope[];
  /** Names and patterns it is good for; `**` for all. */
  readonly channels: readonly string[];
  readonly createdAt: number;
  /** Epoch ms, null when it has not been used since the hub started. */
  readonly lastUsedAt: number | null;
}

export const tokenDraftSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
  scopes: v.pipe(v.array(v.picklist(SCOPES)), v.minLength(1), v.maxLength(2)),
  channels: v.optional(v.pipe(v.array(v.string()), v.maxLength(100)), ['**']),
});
export type TokenDraft = v.InferOutput<typeof tokenDraftSchema>;

/** The link to other hubs that share the log. */
export type BackplaneState =
  | { readonly phase: 'none' }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected'; readonly since: number }
  /** Events are delivered here only; `waiting` of them will be shared when the link is back. */
  | {
      readonly phase: 'lost';
      readonly since: number;
      readonly reason: Problem;
      readonly waiting: number;
      readonly dropped: number;
    };

export interface HubSnapshot {
  readonly state: HubState;
  readonly access: AccessMode;
  readonly clients: readonly HubClient[];
  readonly channels: readonly HubChannel[];
  readonly scenes: readonly SceneStatus[];
  readonly faults: Faults;
  readonly tokens: readonly HubToken[];
  readonly published: number;
  /** Events and bytes in the log, and its bounds. `persisted`: it survives a restart. */
  readonly history: {
    readonly events: number;
    readonly limit: number;
    readonly bytes: number;
    readonly limitBytes: number;
    readonly persisted: boolean;
  };
  readonly backplane: BackplaneState;
  /** Something a person should know of: the disk is full, the link to other hubs is lost… */
  readonly warnings: readonly Problem[];
}

/** Who an event is for, within its channel. Left out: everybody who listens. */
export interface Audience {
  readonly userIds?: readonly string[] | undefined;
  /** Only connections with one of these names or patterns in their subscription, as they wrote it. */
  readonly subscriptions?: readonly string[] | undefined;
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
  /** `high` overtakes what waits for a slow client on other channels; default `normal`. */
  priority: v.optional(v.picklist(PRIORITIES)),
  /** On `latest` channels: the event replaces the one before with this key. Default: its type. */
  key: v.optional(v.pipe(v.string(), v.maxLength(256))),
  to: v.optional(
    v.strictObject({
      userIds: v.optional(v.pipe(v.array(v.string()), v.maxLength(1_000))),
      subscriptions: v.optional(v.pipe(v.array(v.string()), v.maxLength(100))),
    }),
  ),
});
export type Publication = v.InferOutput<typeof publicationSchema>;
