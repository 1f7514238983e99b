import type { Attempt } from './connection';
import { duration } from './duration';
import { whole } from './explain-words';
import type { SourceSnapshot } from './source';

/** Something that the breaks of a source have in common. */
export interface Pattern {
  /** Stable, kebab-case: for tests and filters. */
  readonly code: string;
  /** In a few words. */
  readonly title: string;
  /** What was seen, and what it looks like. */
  readonly message: string;
  /** What can be done about it. */
  readonly advice: string;
}

/** Breaks that are looked at: the newest. */
const BREAKS = 20;
/** Fewer alike are chance. */
const ALIKE = 3;
/** Part of the breaks that must be alike. */
const MOST = 0.6;
/** Lifetimes are alike within this part, or within `NEAR_MS`. */
const NEAR = 0.03;
const NEAR_MS = 1_500;
/** Connections this old are ended on purpose, rather than for a timeout, ms. */
const ROTATION_MS = 300_000;
/** A connection that is lost sooner has hardly been one, ms. */
const SHORT_MS = 5_000;

/** Timeouts that well-known proxies and platforms come with, s. */
const KNOWN_TIMEOUTS: readonly (readonly [seconds: number, whose: string])[] = [
  [30, 'Google Cloud load balancers use 30 s.'],
  [55, 'Heroku’s router uses 55 s.'],
  [60, 'AWS load balancers and nginx use 60 s.'],
  [100, 'Cloudflare uses 100 s.'],
  [230, 'Azure App Service uses 230 s.'],
  [240, 'Azure load balancers use 4 min.'],
  [300, 'Cloud Run uses 5 min.'],
  [350, 'AWS network load balancers use 350 s.'],
];

/**
 * What the breaks of a source have in common, the most telling first.
 *
 * @param recent attempts of the time that is told, oldest first
 * @param now epoch ms
 */
export function findPatterns(
  source: SourceSnapshot,
  recent: readonly Attempt[],
  now: number,
  clock: (epochMs: number) => string,
): Pattern[] {
  const broken = source.attempts
    .filter(({ openedAt, endedAt, reason }) => openedAt !== null && endedAt !== null && reason !== null)
    .filter(({ reason }) => reason!.code !== 'climbed')
    .slice(-BREAKS);
  return [
    expired(source, clock),
    unanswered(source, now, clock),
    dropsAtOnce(broken),
    regularLifetime(source, broken) ?? regularLength(broken),
    wrongTransport(source),
    tooMany(recent),
    bursts(source),
  ].filter((pattern): pattern is Pattern => pattern !== null);
}

const lifetime = ({ openedAt, endedAt }: Attempt): number => endedAt! - openedAt!;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Connections that live equally long: somebody's timeout, or a server that renews them. */
function regularLifetime(source: SourceSnapshot, broken: readonly Attempt[]): Pattern | null {
  const lasting = broken.filter((attempt) => lifetime(attempt) >= SHORT_MS);
  if (lasting.length < ALIKE) return null;
  const usual = median(lasting.map(lifetime));
  const alike = lasting.filter(
    (attempt) => Math.abs(lifetime(attempt) - usual) <= Math.max(NEAR_MS, usual * NEAR),
  );
  if (alike.length < ALIKE || alike.length < lasting.length * MOST) return null;
  const n = whole(alike.length);
  const after = roughly(usual);
  const clean = alike.every(({ reason }) => reason!.code === 'ended' || reason!.code === 'closed');
  const known = KNOWN_TIMEOUTS.find(
    ([seconds]) => Math.abs(usual - seconds * 1_000) <= Math.max(NEAR_MS, usual * NEAR),
  );
  const like = known ? [known[1]] : [];
  const quiet = wasQuiet(source, alike, usual);
  if (quiet) {
    return {
      code: 'idle-timeout',
      title: 'A proxy ends connections that are silent',
      message: [
        `${n} times the connection was over after ${after}, with hardly anything sent. That looks like the idle timeout of a proxy.`,
        ...like,
      ].join(' '),
      advice: `Let the server send a comment every ${roughly(Math.min(15_000, usual / 2))}, or give the proxy a longer read timeout (proxy_read_timeout 1h in nginx).`,
    };
  }
  if (clean && usual >= ROTATION_MS) {
    return {
      code: 'rotation',
      title: 'The server renews its connections',
      message: [
        `${n} times the connection was over after ${after}, ended by the server although events were flowing. It seems to renew its connections on purpose.`,
        ...like,
      ].join(' '),
      advice:
        'Nothing has to be done as long as the stream goes on after the last id. Otherwise let the server keep connections for longer.',
    };
  }
  return {
    code: 'time-limit',
    title: 'Something limits how long a request may take',
    message: [
      `${n} times the connection was over after ${after} although events were flowing. Something limits how long one request may take.`,
      ...like,
    ].join(' '),
    advice: 'Raise the request timeout of the proxy or the platform in front of the server for this path.',
  };
}

/** Whether most of these connections can have been silent until they ended. */
function wasQuiet({ usualIntervalMs }: SourceSnapshot, alike: readonly Attempt[], usual: number): boolean {
  if (usualIntervalMs !== null && usualIntervalMs < usual / 2) return false;
  return alike.filter(({ events }) => events <= 2).length >= alike.length * MOST;
}

/** Connections that bring equally many events: something counts. */
function regularLength(broken: readonly Attempt[]): Pattern | null {
  const events = broken.map((attempt) => attempt.events);
  if (events.length < ALIKE) return null;
  const usual = median(events);
  const alike = events.filter((each) => each === usual).length;
  if (usual < 2 || alike < ALIKE || alike < events.length * MOST) return null;
  return {
    code: 'length-limit',
    title: 'Something limits how much an answer may hold',
    message: `${whole(alike)} times the connection was over after exactly ${whole(usual)} events, however long that took. Something limits how much one answer may hold.`,
    advice:
      'Look for a limit on the size of an answer, or on the events of one connection, at the server and its proxies.',
  };
}

function dropsAtOnce(broken: readonly Attempt[]): Pattern | null {
  let short = 0;
  while (short < broken.length && lifetime(broken.at(-1 - short)!) < SHORT_MS) short++;
  if (short < ALIKE) return null;
  const longest = Math.max(...broken.slice(-short).map(lifetime));
  return {
    code: 'drops-at-once',
    title: 'Connections are dropped as soon as they open',
    message: `The last ${short} connections opened and were lost within ${duration(Math.max(longest, 1))}.`,
    advice:
      'The server accepts and then drops: look at its log at those times. What answers may also not be a stream, but a page that simply ends.',
  };
}

/** Refused after it had worked: what proves who asks does not any more. */
function expired({ attempts, state, config }: SourceSnapshot, clock: (at: number) => string): Pattern | null {
  const denied = attempts.at(-1);
  if (state.phase !== 'stopped' || !state.needsCredentials || !denied) return null;
  const worked = attempts.filter(({ openedAt }) => openedAt !== null).at(-1);
  if (!worked || (denied.status !== 401 && denied.reason?.code !== 'unauthorized')) return null;
  const { signIn } = config.options;
  const hasToken = signIn.kind === 'bearer' || signIn.kind === 'api-key' || config.queryToken !== null;
  const until = clock(worked.endedAt ?? denied.startedAt);
  return {
    code: 'credentials-expired',
    title: 'The credentials have probably expired',
    message: [
      `It worked until ${until} and was refused at ${clock(denied.startedAt)} with the same credentials.`,
      hasToken ? 'The token has probably expired.' : 'What it signs in with is probably no longer valid.',
    ].join(' '),
    advice:
      'Enter new ones. Where tokens are short-lived, OAuth client credentials fetch a new one before the old one runs out.',
  };
}

const NO_ANSWER: Readonly<Record<string, Omit<Pattern, 'code'>>> = {
  refused: {
    title: 'The server is down',
    message: 'Nothing listens on this port: the server is down or restarting.',
    advice: 'Look whether the server process runs, and on which port.',
  },
  dns: {
    title: 'The name cannot be looked up',
    message: 'The name cannot be looked up.',
    advice: 'Check the network of this machine, its VPN and the spelling of the address.',
  },
  unreachable: {
    title: 'The network is down',
    message: 'There is no way to it through the network.',
    advice: 'Check the network of this machine and its VPN.',
  },
  timeout: {
    title: 'The server does not answer',
    message: 'Packets get no answer: a firewall drops them, or the machine is off.',
    advice: 'Check firewalls and whether the machine runs.',
  },
};

/** The run of attempts at the end that got no answer at all. */
function unanswered(
  { attempts, state }: SourceSnapshot,
  now: number,
  clock: (at: number) => string,
): Pattern | null {
  if (state.phase === 'open' || state.phase === 'paused') return null;
  const over = attempts.filter(({ endedAt }) => endedAt !== null);
  let n = 0;
  while (
    n < over.length &&
    NO_ANSWER[over.at(-1 - n)!.reason?.code ?? ''] &&
    over.at(-1 - n)!.openedAt === null
  )
    n++;
  if (n < ALIKE) return null;
  const first = over.at(-n)!;
  const { title, message, advice } = NO_ANSWER[over.at(-1)!.reason!.code]!;
  return {
    code: 'no-answer',
    title,
    message: [
      `Since ${clock(first.startedAt)}, for ${duration(now - first.startedAt)} and ${whole(n)} attempts, none has got through.`,
      message,
    ].join(' '),
    advice,
  };
}

/** An HTTP answer where a WebSocket was asked for, from a server that serves the stream over HTTP. */
function wrongTransport({ ladder, state }: SourceSnapshot): Pattern | null {
  const rung = ladder.find(({ transport }) => transport === 'websocket');
  const works = state.phase === 'open' && state.transport !== 'websocket';
  if (!works || !rung?.reason || !['bad-status', 'bad-handshake'].includes(rung.reason.code)) return null;
  return {
    code: 'no-upgrade',
    title: 'WebSocket does not get through',
    message:
      'The same address serves the stream over HTTP but does not switch to WebSocket: either the server has none there, or a proxy strips the Upgrade header.',
    advice:
      'If it has one: let the proxy pass Upgrade and Connection on (proxy_http_version 1.1 and proxy_set_header Upgrade $http_upgrade in nginx). If not, leave WebSocket out of the strategy of this source.',
  };
}

function tooMany(recent: readonly Attempt[]): Pattern | null {
  const n = recent.filter(({ status }) => status === 429).length;
  if (n === 0) return null;
  return {
    code: 'rate-limited',
    title: 'The server asks for fewer connections',
    message:
      n === 1
        ? 'The server asked for fewer connections once (429 Too Many Requests).'
        : `The server asked for fewer connections ${whole(n)} times (429 Too Many Requests).`,
    advice: 'Share one connection between what reads this stream, or raise the limit for this client.',
  };
}

/** Many events at once, then nothing: something may hold them back. Null when they come evenly. */
export function bursts({ numbers: { arrivals, latency } }: Pick<SourceSnapshot, 'numbers'>): Pattern | null {
  if (!arrivals || arrivals.count < 50 || arrivals.p50 > 50 || arrivals.p99 < 1_000) return null;
  const heldBack = latency !== null && latency.p50 > arrivals.p99 / 4;
  return {
    code: 'bursts',
    title: 'Events arrive in bursts',
    message: heldBack
      ? `Events arrive in bursts up to ${duration(arrivals.p99)} apart and are ${duration(latency.p50)} old by then: something on the way holds them back.`
      : `Events arrive in bursts up to ${duration(arrivals.p99)} apart: the server sends them so, or something on the way holds them back.`,
    advice:
      'If the server sends them evenly, switch buffering off on the way: proxy_buffering off in nginx, or X-Accel-Buffering: no from the server. A compressor must flush after each event.',
  };
}

/** `60 s`, `4 min`, `1 h`: a time without the part that does not matter. */
function roughly(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (Math.abs(seconds - minutes * 60) > minutes * 0.6) return duration(ms);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
