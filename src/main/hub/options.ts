import { BlockList, isIP } from 'node:net';
import { assertChannelPattern } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';
import type { AccessMode, LagPolicy } from '@shared/hub';
import { isWebOrigin } from '@shared/web-origin';
import type { AuthenticateHandler } from './auth/authenticator';
import type { JwtOptions } from './auth/jwt';
import type { TokenStore } from './auth/token-store';
import type { Backplane } from './backplane/backplane';
import type { LogLimits } from './log';
import type { RateLimit } from './rate-limit';
import type { StreamDefinition } from './streams/define-stream';

/** What holds for some channels. The first rule that matches a channel is its rule. */
export interface ChannelRule {
  /** A name or pattern: `orders/eu/paid`, `metrics/**`. */
  readonly match: string;
  /** What happens to a client that falls off the log; default `skip`. */
  readonly policy?: LagPolicy;
  /** Bounds for each of these channels, inside those of the whole log. */
  readonly history?: Partial<LogLimits>;
}

/** A line of the hub's structured log. Secrets are masked. */
export interface HubLogRecord {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What happened, kebab-case: `client-connected`, `publish-refused`… */
  readonly event: string;
  /** Epoch ms. */
  readonly at: number;
  readonly [field: string]: unknown;
}

/** How a hub is made. Everything has a default that is right for one person's machine. */
export interface HubOptions {
  /**
   * Address to listen on; default `127.0.0.1`. Beyond loopback the hub wants `access` other than `open`, and the names
   * it is reached by in `allowedHosts`.
   */
  readonly host?: string;
  /** TCP port, 0 (default) for any free one. */
  readonly port?: number;
  /** Certificate and key in PEM. The hub then speaks HTTPS: HTTP/2, and HTTP/1.1 for whoever asks for it. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** ms of silence after which a connection gets a sign of life, ± 10 %; default 15 000, 0 for none. */
  readonly heartbeatMs?: number;
  /** Bounds of the log that is replayed from; default 10 000 events or 16 MiB, whichever is reached first. */
  readonly history?: Partial<LogLimits>;
  /** Rules for some channels; default none, which is `skip` and the bounds of the whole log for all. */
  readonly channels?: readonly ChannelRule[];
  /** Folder to keep the log in, so that ids survive a restart; default none. */
  readonly persistFolder?: string;
  /** Streams open at once; default 256. More are told `hub.busy` and when to come back. */
  readonly maxConnections?: number;
  /**
   * Streams open at once from one address; by default the same as `maxConnections`, because on loopback all
   * clients share one address and a smaller number would only be a second, hidden total.
   */
  readonly maxConnectionsPerAddress?: number;
  /** Connections that may name one channel or pattern in their subscription; default the same as `maxConnections`. */
  readonly maxConnectionsPerChannel?: number;
  /** ms after which a stream is ended so that its client comes back, ± 10 %; default 0: never. */
  readonly maxConnectionAgeMs?: number;
  /** Largest body of a publish request in bytes; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * Bytes that may wait for one client; default 1 MiB. Normally far less waits: nothing is written to a full
   * socket. Beyond the bound the connection is cut.
   */
  readonly maxQueuedBytes?: number;
  /** ms that a full socket may take none of what waits; default 10 000. Then the connection is cut. */
  readonly drainTimeoutMs?: number;
  /** ms that `stop` waits for clients to take their last bytes; default 3 000. */
  readonly stopTimeoutMs?: number;
  /** Events that one publisher (its user, or its address) may publish; default no limit. Beyond it: 429. */
  readonly publishRate?: RateLimit;
  /** Connections that one address may open; default no limit. Beyond it: 429, and `hub.busy` for browsers. */
  readonly connectRate?: RateLimit;
  /** Web origins that may use the hub from their pages, such as `http://localhost:5173`; default none. */
  readonly allowedOrigins?: readonly string[];
  /** Values of `Host` that are accepted besides the loopback names with our port: for a hub behind a proxy. */
  readonly allowedHosts?: readonly string[];
  /** Addresses or networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` is believed; default none. */
  readonly trustedProxies?: readonly string[];
  /** Who has to say who they are; default `open`: nobody. */
  readonly access?: AccessMode;
  readonly tokens?: TokenStore;
  readonly jwt?: JwtOptions;
  /** Asked before tokens and JWT: gives who it is, or null when it cannot tell. */
  readonly authenticate?: AuthenticateHandler;
  /** Streams with known events: what is published to their channels is checked. */
  readonly streams?: readonly StreamDefinition[];
  /** The link to other hubs that share the log; default none. */
  readonly backplane?: Backplane;
  /** Whether `GET /metrics` answers; default yes. */
  readonly metrics?: boolean;
  /** Epoch ms. */
  readonly now?: () => number;
  /** 0 … 1: spreads heartbeats and reconnects, and makes up the demo scenes. */
  readonly random?: () => number;
  /** Takes the structured log. */
  readonly log?: (record: HubLogRecord) => void;
  /** Told of faults inside the hub: an initial state or a demo scene that threw. */
  readonly onError?: (error: unknown) => void;
}

type Optional =
  'tls' | 'persistFolder' | 'tokens' | 'jwt' | 'authenticate' | 'backplane' | 'publishRate' | 'connectRate';

export type ResolvedOptions = Required<Omit<HubOptions, 'history' | 'trustedProxies' | Optional>> &
  Pick<HubOptions, Optional> & {
    readonly history: LogLimits;
    /** Null for none. */
    readonly trustedProxies: BlockList | null;
  };

const LOOPBACK = new Set(['127.0.0.1', '::1']);
const DEFAULT_HISTORY = { events: 10_000, bytes: 16 * 1024 * 1024 };
/** A longer delay would overflow Node's timers and fire at once. */
const LONGEST_DELAY_MS = 3_600_000;
const MAX_CHANNEL_RULES = 1_000;

/**
 * Fills in the defaults.
 * @throws StreamgaugeError `open-to-network`, `bad-option`, `bad-channel`
 */
export function resolveOptions(options: HubOptions): ResolvedOptions {
  const maxConnections = options.maxConnections ?? 256;
  const resolved: ResolvedOptions = {
    ...pick(
      options,
      'tls',
      'persistFolder',
      'tokens',
      'jwt',
      'authenticate',
      'backplane',
      'publishRate',
      'connectRate',
    ),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    history: { ...DEFAULT_HISTORY, ...options.history },
    channels: options.channels ?? [],
    maxConnections,
    maxConnectionsPerAddress: options.maxConnectionsPerAddress ?? maxConnections,
    maxConnectionsPerChannel: options.maxConnectionsPerChannel ?? maxConnections,
    maxConnectionAgeMs: options.maxConnectionAgeMs ?? 0,
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    maxQueuedBytes: options.maxQueuedBytes ?? 1024 * 1024,
    drainTimeoutMs: options.drainTimeoutMs ?? 10_000,
    stopTimeoutMs: options.stopTimeoutMs ?? 3_000,
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHosts: options.allowedHosts ?? [],
    trustedProxies: proxyList(options.trustedProxies ?? []),
    access: options.access ?? 'open',
    streams: options.streams ?? [],
    metrics: options.metrics ?? true,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    log: options.log ?? (() => undefined),
    onError: options.onError ?? (() => undefined),
  };
  assertReach(resolved.host, resolved.access);
  assertWhole('port', resolved.port, 0, 65_535);
  assertWhole('heartbeatMs', resolved.heartbeatMs, 0, LONGEST_DELAY_MS);
  assertWhole('drainTimeoutMs', resolved.drainTimeoutMs, 1, LONGEST_DELAY_MS);
  assertWhole('stopTimeoutMs', resolved.stopTimeoutMs, 1, LONGEST_DELAY_MS);
  assertWhole('maxConnectionAgeMs', resolved.maxConnectionAgeMs, 0, 2_147_483_647);
  for (const name of ['maxConnections', 'maxConnectionsPerAddress', 'maxConnectionsPerChannel'] as const) {
    assertWhole(name, resolved[name], 1, 1_000_000);
  }
  assertWhole('maxBodyBytes', resolved.maxBodyBytes, 1, 1024 ** 3);
  assertWhole('maxQueuedBytes', resolved.maxQueuedBytes, 1, 1024 ** 3);
  assertLimits('history', resolved.history);
  if (resolved.channels.length > MAX_CHANNEL_RULES)
    throw bad(`There are more than ${MAX_CHANNEL_RULES} channel rules.`);
  for (const rule of resolved.channels) {
    assertChannelPattern(rule.match);
    if (rule.history) assertLimits(`history of ${rule.match}`, rule.history);
  }
  for (const origin of resolved.allowedOrigins) assertOrigin(origin);
  return resolved;
}

/**
 * A hub that everybody may publish to listens to this machine only.
 * @throws StreamgaugeError `open-to-network`
 */
export function assertReach(host: string, access: AccessMode): void {
  if (LOOPBACK.has(host) || access !== 'open') return;
  throw new StreamgaugeError(
    'open-to-network',
    `The hub does not listen on ${host} while it is open to everybody.`,
    { hint: 'Ask publishers, or everybody, for a token, or listen on 127.0.0.1.' },
  );
}

function pick<K extends keyof HubOptions>(options: HubOptions, ...names: K[]): Pick<HubOptions, K> {
  const given = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return Object.fromEntries(given) as Pick<HubOptions, K>;
}

function bad(message: string, hint?: string): StreamgaugeError {
  return new StreamgaugeError('bad-option', message, hint === undefined ? {} : { hint });
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw bad(`${name} is ${value}.`, `Use a whole number from ${min} to ${max}.`);
}

function assertLimits(name: string, { events, bytes, ageMs }: Partial<LogLimits>): void {
  if (events !== undefined) assertWhole(`${name}: events`, events, 1, 10_000_000);
  if (bytes !== undefined) assertWhole(`${name}: bytes`, bytes, 1, 2 ** 36);
  if (ageMs !== undefined) assertWhole(`${name}: ageMs`, ageMs, 1, 2 ** 41);
}

function assertOrigin(origin: string): void {
  if (isWebOrigin(origin)) return;
  throw bad(
    `${JSON.stringify(origin)} is not a web origin.`,
    'Use scheme, host and port exactly as a browser sends them, for example http://localhost:5173.',
  );
}

function proxyList(entries: readonly string[]): BlockList | null {
  if (entries.length === 0) return null;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const version = isIP(address);
    const width = version === 6 ? 128 : 32;
    if (version === 0 || (bits !== undefined && !(/^\d{1,3}$/u.test(bits) && Number(bits) <= width))) {
      throw bad(
        `${JSON.stringify(entry)} is not an address or network.`,
        'Use for example 127.0.0.1 or 10.0.0.0/8.',
      );
    }
    list.addSubnet(address, bits === undefined ? width : Number(bits), version === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
