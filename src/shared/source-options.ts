import { phrase } from './sentences/phrase';
import * as v from 'valibot';
import { retentionSchema } from './history';
const MAX_PEM = 64 * 1024;
const short = v.pipe(v.string(), v.maxLength(1_024));
const text = v.pipe(v.string(), v.maxLength(8_192));
const pem = v.pipe(v.string(), v.maxLength(MAX_PEM));
const whole = (low: number, high: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));

/** Methods a stream can be asked for with. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const;
export type Method = (typeof METHODS)[number];

/** Largest body of a request, characters. */
export const MAX_BODY = 256 * 1024;

/** How a source proves who asks. What is secret about it is in the source's `secrets`. */
export const signInSchema = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  /** RFC 7617; secret `password`. */
  v.object({ kind: v.literal('basic'), username: short }),
  /** RFC 6750; secret `token`. */
  v.object({ kind: v.literal('bearer') }),
  /** A header of its own; secret `token`. */
  v.object({ kind: v.literal('api-key'), header: short }),
  /** OAuth 2 client credentials (RFC 6749 §4.4); secret `clientSecret`. */
  v.object({
    kind: v.literal('oauth'),
    tokenUrl: text,
    clientId: short,
    scope: v.optional(short, ''),
    audience: v.optional(short, ''),
    /** How the client proves itself (RFC 6749 §2.3.1). */
    authentication: v.optional(v.picklist(['basic', 'post']), 'basic'),
  }),
]);
export type SignIn = v.InferOutput<typeof signInSchema>;

/** Certificates and checks of TLS, PEM as text. Secrets: `privateKey`, `passphrase`. */
export const tlsSetupSchema = v.object({
  /** The client's certificate, with its chain. */
  certificate: v.optional(pem, ''),
  /** Authorities that are trusted besides the usual ones. */
  authorities: v.optional(pem, ''),
  /** Name that is asked for (SNI) and must be on the certificate, instead of the address's. */
  serverName: v.optional(short, ''),
  /** Takes any certificate. */
  insecure: v.optional(v.boolean(), false),
});
export type TlsSetup = v.InferOutput<typeof tlsSetupSchema>;

/** Secret of `manual`: `proxyPassword`. `system`: what the environment says. */
export const proxySetupSchema = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('system') }),
  v.object({
    kind: v.literal('manual'),
    /** `http`, `https`, `socks4`, `socks4a`, `socks5`, `socks5h`; without credentials. */
    url: text,
    username: v.optional(short, ''),
    /** Hosts that are reached straight, in the format of `NO_PROXY`. */
    except: v.optional(text, ''),
  }),
]);
export type ProxySetup = v.InferOutput<typeof proxySetupSchema>;

/** Paths such as `$.meta.id` to the parts of a message; empty: not looked for. */
export const mappingSchema = v.object({
  type: v.optional(short, ''),
  id: v.optional(short, ''),
  channel: v.optional(short, ''),
  time: v.optional(short, ''),
  data: v.optional(short, ''),
  /** An array in which every item is an event of its own. */
  items: v.optional(short, ''),
});
export type MappingSetup = v.InferOutput<typeof mappingSchema>;

/** Ready-made ways to read messages. */
export const PRESETS = [
  'auto',
  'plain',
  'hub',
  'nchan',
  'mercure',
  'phoenix',
  'graphql-transport-ws',
] as const;
export type PresetName = (typeof PRESETS)[number];

/** What is particular to WebSockets (RFC 6455). */
export const websocketSetupSchema = v.object({
  preset: v.optional(v.picklist(PRESETS), 'auto'),
  /** Offered instead of those of the preset, in order. */
  subprotocols: v.optional(v.pipe(v.array(short), v.maxLength(16)), []),
  /** Sent first; `{{lastEventId}}` stands for the id to resume after. */
  openMessage: v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY)), ''),
  /** Query parameter that carries the last event id; empty: the preset's. */
  resumeParameter: v.optional(short, ''),
  /** ms between pings; 0 for none. */
  pingIntervalMs: v.optional(whole(0, 3_600_000), 15_000),
  /** Phoenix: the topics to join. */
  topics: v.optional(v.pipe(v.array(short), v.maxLength(64)), []),
  /** graphql-transport-ws: the operation, and its variables as JSON. */
  operation: v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY)), ''),
  variables: v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY)), ''),
});
export type WebSocketSetup = v.InferOutput<typeof websocketSetupSchema>;

/** What is particular to polling. */
export const pollingSetupSchema = v.object({
  /** `auto`: as a long poll where the answers are those of our hub or of nchan, else at intervals. */
  mode: v.optional(v.picklist(['auto', 'long-poll', 'interval']), 'auto'),
  /** ms from the start of one poll to the start of the next. */
  intervalMs: v.optional(whole(250, 86_400_000), 10_000),
  form: v.optional(v.picklist(['auto', 'hub', 'nchan', 'generic']), 'auto'),
  /** Where an answer says how to go on. */
  cursor: v.optional(
    v.variant('from', [
      v.object({ from: v.literal('none') }),
      /** A string or number at a path of a JSON answer, sent back as a query parameter. */
      v.object({ from: v.literal('body'), path: short, parameter: v.optional(short, 'cursor') }),
      v.object({ from: v.literal('header'), name: short, parameter: v.optional(short, 'cursor') }),
      /** `Link: <…>; rel="next"` (RFC 8288), of the same origin. */
      v.object({ from: v.literal('link') }),
    ]),
    { from: 'none' },
  ),
  /** Where the list is in a JSON answer; empty: the answer itself. */
  itemsPath: v.optional(short, ''),
  /** Where an item has its id; empty: items are told apart by what they say. */
  idPath: v.optional(short, ''),
  /** What 204 says. */
  noContent: v.optional(v.picklist(['end', 'nothing-new']), 'end'),
});
export type PollingSetup = v.InferOutput<typeof pollingSetupSchema>;

/** When a source comes back after a break. */
export const backoffSetupSchema = v.object({
  /** Wait after the first failure, ms; doubles from failure to failure, with full jitter. */
  floorMs: v.optional(whole(100, 600_000), 1_000),
  /** Longest wait, ms. */
  capMs: v.optional(whole(100, 3_600_000), 30_000),
  /** Failures in a row after which it stops; 0: never. */
  attempts: v.optional(whole(0, 10_000), 0),
  /** Takes the server's `retry:` instead of the floor. */
  obeyRetry: v.optional(v.boolean(), true),
});
export type BackoffSetup = v.InferOutput<typeof backoffSetupSchema>;

/** When a rung of the ladder is left. */
export const ladderSetupSchema = v.object({
  /** ms that a transport has to open when there is another one. */
  openTimeoutMs: v.optional(whole(500, 120_000), 5_000),
  /** Times in a row that it may break. */
  maxBreaks: v.optional(whole(1, 100), 5),
  /** ms that it may be open without a sign of life, when there is another one; 0: for ever. */
  muteMs: v.optional(whole(0, 3_600_000), 45_000),
});
export type LadderSetup = v.InferOutput<typeof ladderSetupSchema>;

/**
 * How a source is followed, besides its address, headers and transports. Holds no secret: the same in the main process,
 * in the window, on disk and in an export.
 */
export const sourceOptionsSchema = v.object({
  method: v.optional(v.picklist(METHODS), 'GET'),
  /** Sent with a method that has one; empty: none. */
  body: v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY)), ''),
  bodyType: v.optional(short, 'application/json'),
  /** Addresses of single transports, where they are not the source's own with another scheme. */
  urls: v.optional(
    v.object({
      websocket: v.exactOptional(text),
      sse: v.exactOptional(text),
      polling: v.exactOptional(text),
    }),
    {},
  ),
  signIn: v.optional(signInSchema, { kind: 'none' }),
  /** Takes and sends back cookies, until the app ends. */
  cookies: v.optional(v.boolean(), true),
  tls: v.optional(tlsSetupSchema, {}),
  proxy: v.optional(proxySetupSchema, { kind: 'system' }),
  /** Path of a Unix socket; the address then only gives scheme, `Host` and path. */
  unixSocket: v.optional(short, ''),
  /** Offers HTTP/2. */
  http2: v.optional(v.boolean(), true),
  websocket: v.optional(websocketSetupSchema, {}),
  polling: v.optional(pollingSetupSchema, {}),
  /** For payloads that carry their own type, id or channel; null: as they come. */
  mapping: v.optional(v.nullable(mappingSchema), null),
  backoff: v.optional(backoffSetupSchema, {}),
  ladder: v.optional(ladderSetupSchema, {}),
  /** Bounds of this source's part of the history, next to those of everything. */
  retention: v.optional(retentionSchema, {}),
});
export type SourceOptions = v.InferOutput<typeof sourceOptionsSchema>;

export const DEFAULT_SOURCE_OPTIONS: SourceOptions = v.parse(sourceOptionsSchema, {});

/** What is secret about a source's options, each at most once. */
export const SECRET_SLOTS = [
  'password',
  'token',
  'clientSecret',
  'privateKey',
  'passphrase',
  'proxyPassword',
] as const;
export type SecretSlot = (typeof SECRET_SLOTS)[number];

/** For sentences: `orders needs the password again`. */
export const SECRET_SLOT_NAMES: Readonly<Record<SecretSlot, string>> = {
  password: phrase('the password'),
  token: phrase('the token'),
  clientSecret: phrase('the client secret'),
  privateKey: phrase('the private key'),
  passphrase: phrase('the passphrase of the private key'),
  proxyPassword: phrase('the password of the proxy'),
};

/** The slots that these options make use of. */
export function secretSlotsOf({ signIn, tls, proxy }: SourceOptions): SecretSlot[] {
  const slots: SecretSlot[] = [];
  if (signIn.kind === 'basic') slots.push('password');
  if (signIn.kind === 'bearer' || signIn.kind === 'api-key') slots.push('token');
  if (signIn.kind === 'oauth') slots.push('clientSecret');
  if (tls.certificate !== '') slots.push('privateKey', 'passphrase');
  if (proxy.kind === 'manual' && proxy.username !== '') slots.push('proxyPassword');
  return slots;
}

/** The secrets of a source's options, in the clear: main process only. */
export const secretsSchema = v.object({
  password: v.exactOptional(pem),
  token: v.exactOptional(pem),
  clientSecret: v.exactOptional(pem),
  privateKey: v.exactOptional(pem),
  passphrase: v.exactOptional(pem),
  proxyPassword: v.exactOptional(pem),
});
export type SourceSecrets = v.InferOutput<typeof secretsSchema>;
