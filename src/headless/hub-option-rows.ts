/** Options of `serve` that are options of the hub: the first half of the table. */
import { ACCESS_MODES } from '@shared/hub';
import { list, one, optional, path, SPACES } from './option-row';
import { choice, duration, size, text, whole } from './option-types';
import { channelRule, host, network, origin, rate, token, webUrl } from './option-values';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const MAX_CLIENTS = 1_000_000;

export const HUB_OPTION_ROWS = {
  host: one({
    group: 'Listening',
    type: text('ADDRESS', 'an address of this machine'),
    default: '127.0.0.1',
    hub: 'host',
    help: 'Address to listen on; 0.0.0.0 for every one. Beyond loopback it wants --access publish or all.',
  }),
  port: one({
    group: 'Listening',
    type: whole(0, 65_535),
    default: 0,
    hub: 'port',
    help: 'TCP port; 0 takes any free one.',
  }),
  publicUrl: optional({
    group: 'Listening',
    type: webUrl,
    unset: 'none',
    help: 'Address that clients use, when a proxy is in front: its host and its pages are let in.',
  }),
  allowedHosts: list({
    group: 'Listening',
    type: host,
    unset: 'loopback names',
    hub: 'allowedHosts',
    help: 'More values of the Host header that are answered, with the port where it is not the usual one.',
  }),
  allowedOrigins: list({
    group: 'Listening',
    type: origin,
    unset: 'none',
    hub: 'allowedOrigins',
    help: 'Web origins whose pages may use the hub (CORS), as browsers send them.',
  }),
  trustedProxies: list({
    group: 'Listening',
    type: network,
    unset: 'none',
    hub: 'trustedProxies',
    help: 'Proxies whose X-Forwarded-For is believed.',
  }),
  tlsCert: optional({
    group: 'Listening',
    type: path('a PEM file'),
    unset: 'no TLS',
    help: 'Certificate chain; with --tls-key the hub speaks HTTPS, HTTP/2 included.',
  }),
  tlsKey: optional({
    group: 'Listening',
    type: path('a PEM file'),
    unset: 'no TLS',
    help: 'Private key of the certificate.',
  }),

  access: one({
    group: 'Access',
    type: choice(...ACCESS_MODES),
    default: 'open',
    hub: 'access',
    help: 'Who has to say who they are: nobody, publishers, or publishers and readers.',
  }),
  tokens: list({
    group: 'Access',
    type: token,
    flag: 'token',
    unset: 'none',
    secret: true,
    separator: SPACES,
    help: 'Access token, for example ci:9f2c…:publish:builds/**; scopes and channels may be left out.',
  }),
  jwtSecret: optional({
    group: 'Access',
    type: text('SECRET', 'a secret'),
    unset: 'no HS256',
    secret: true,
    help: 'Secret that JWTs are signed with (HS256, HS384, HS512).',
  }),
  jwtPublicKey: optional({
    group: 'Access',
    type: text('PEM', 'a public key in PEM'),
    unset: 'none',
    orFile: true,
    help: 'Public key that JWTs are checked with (RS, PS, ES, EdDSA).',
  }),
  jwksUrl: optional({
    group: 'Access',
    type: webUrl,
    unset: 'none',
    help: 'Where the keys of the JWTs are published (RFC 7517).',
  }),
  jwtAlgorithms: list({
    group: 'Access',
    type: text('NAME', 'names as in RFC 7518'),
    unset: 'all that fit the key',
    help: 'Algorithms that are taken: HS256, RS256, ES256, EdDSA…',
  }),
  jwtClaim: one({
    group: 'Access',
    type: text('NAME', 'a name'),
    default: 'streamgauge',
    help: 'Claim that holds what a JWT may do; with the default, mercure is understood too.',
  }),
  jwtClockTolerance: one({
    group: 'Access',
    type: duration(0, 300_000),
    default: 5_000,
    help: 'By how much the clock of the issuer may differ.',
  }),
  jwtIssuer: optional({
    group: 'Access',
    type: text('NAME', 'a name'),
    unset: 'not checked',
    help: 'iss that JWTs must have.',
  }),
  jwtAudience: optional({
    group: 'Access',
    type: text('NAME', 'a name'),
    unset: 'not checked',
    help: 'aud that JWTs must have.',
  }),

  historyEvents: one({
    group: 'History',
    type: whole(1, 10_000_000),
    default: 10_000,
    help: 'Events kept for clients that come back.',
  }),
  historyBytes: one({ group: 'History', type: size(1, 64 * GIB), default: 16 * MIB, help: 'Bytes of them.' }),
  historyAge: optional({
    group: 'History',
    type: duration(1, 365 * DAY),
    unset: 'no bound',
    help: 'Age of the oldest.',
  }),
  channelRules: list({
    group: 'History',
    type: channelRule,
    flag: 'channel-rule',
    unset: 'skip, bounds above',
    hub: 'channels',
    separator: SPACES,
    help: 'What holds for some channels: metrics/**:policy=latest,events=100,bytes=1MiB,age=60.',
  }),
  persistFolder: optional({
    group: 'History',
    type: path('a folder'),
    unset: 'in memory',
    hub: 'persistFolder',
    help: 'Keeps the history there, so that clients resume over a restart.',
  }),

  heartbeatInterval: one({
    group: 'Connections',
    type: duration(0, HOUR),
    default: 15_000,
    hub: 'heartbeatMs',
    help: 'Silence after which a client gets a sign of life; 0 for none.',
  }),
  maxConnections: one({
    group: 'Connections',
    type: whole(1, MAX_CLIENTS),
    default: 256,
    hub: 'maxConnections',
    help: 'Streams open at once.',
  }),
  maxConnectionsPerAddress: optional({
    group: 'Connections',
    type: whole(1, MAX_CLIENTS),
    unset: 'as all',
    hub: 'maxConnectionsPerAddress',
    help: 'Streams open at once from one address.',
  }),
  maxConnectionsPerChannel: optional({
    group: 'Connections',
    type: whole(1, MAX_CLIENTS),
    unset: 'as all',
    hub: 'maxConnectionsPerChannel',
    help: 'Streams open at once that name the same channel or pattern.',
  }),
  maxConnectionAge: one({
    group: 'Connections',
    type: duration(0, 24 * DAY),
    default: 0,
    hub: 'maxConnectionAgeMs',
    help: 'Age at which a stream is ended so that its client comes back, maybe to another hub; 0 for never.',
  }),
  connectRate: optional({
    group: 'Connections',
    type: rate,
    unset: 'no limit',
    hub: 'connectRate',
    help: 'Streams that one address may open.',
  }),
  publishRate: optional({
    group: 'Connections',
    type: rate,
    unset: 'no limit',
    hub: 'publishRate',
    help: 'Events that one publisher may publish.',
  }),
  maxBody: one({
    group: 'Connections',
    type: size(1, GIB),
    default: MIB,
    hub: 'maxBodyBytes',
    help: 'Largest publish request.',
  }),
  maxQueued: one({
    group: 'Connections',
    type: size(1, GIB),
    default: MIB,
    hub: 'maxQueuedBytes',
    help: 'Bytes that may wait for one client before it is cut.',
  }),
  drainTimeout: one({
    group: 'Connections',
    type: duration(1, HOUR),
    default: 10_000,
    hub: 'drainTimeoutMs',
    help: 'How long a client may take nothing before it is cut.',
  }),
  stopTimeout: one({
    group: 'Connections',
    type: duration(1, HOUR),
    default: 3_000,
    hub: 'stopTimeoutMs',
    help: 'How long clients have to take their last bytes when the hub ends.',
  }),
} as const;
