/** Option values with a grammar of their own. */
import { isIP } from 'node:net';
import * as v from 'valibot';
import { assertChannelName, assertChannelPattern } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';
import {
  LAG_POLICIES,
  SCENE_IDS,
  SCOPES,
  scenePaceSchema,
  type SceneId,
  type ScenePace,
  type Scope,
} from '@shared/hub';
import { parseRedisUrl } from '../main/hub/backplane/redis-address';
import { FAULT_ARGUMENTS, parseFaults } from '../main/hub/faults/parse-faults';
import type { ChannelRule } from '../main/hub/options';
import type { RateLimit } from '../main/hub/rate-limit';
import { choice, duration, parsed, size, whole, type OptionType } from './option-types';

/** `http` or `https` URL without credentials in it. */
export const webUrl: OptionType<string> = parsed(
  'URL',
  'an http or https address without a user name',
  (value) => {
    const url = urlOf(value);
    if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
      return undefined;
    return url.href;
  },
);

/** A web origin exactly as browsers send it (RFC 6454). */
export const origin: OptionType<string> = parsed(
  'ORIGIN',
  'an origin such as https://app.example.org',
  (value) => (urlOf(value)?.origin === value && value !== 'null' ? value : undefined),
);

/** Where Redis is. */
export const redisUrl: OptionType<string> = parsed(
  'URL',
  'redis://host:port/database, or rediss:// with TLS',
  (value) => (passes(() => void parseRedisUrl(value)) ? value : undefined),
);

/** A value of the `Host` header. */
export const host: OptionType<string> = parsed(
  'HOST',
  'a host, with its port if need be: events.example.org',
  (value) => {
    const url = /^[^/?#@\\\s]+$/u.test(value) ? urlOf(`http://${value}`) : undefined;
    return url ? value.toLowerCase() : undefined;
  },
);

/** An address or a network of addresses (CIDR, RFC 4632). */
export const network: OptionType<string> = parsed('NETWORK', 'an address or network: 10.0.0.0/8', (value) => {
  const [address = '', bits, ...more] = value.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return undefined;
  if (bits !== undefined && !(/^\d{1,3}$/u.test(bits) && Number(bits) <= (version === 6 ? 128 : 32)))
    return undefined;
  return value;
});

/** A name to publish to. */
export const channel: OptionType<string> = parsed(
  'CHANNEL',
  'the name of a channel, such as logs/api',
  (value) => (passes(() => assertChannelName(value)) ? value : undefined),
);

const RULE_SHAPE = 'PATTERN:policy=lossless|skip|latest,events=N,bytes=SIZE,age=TIME';
const policy = choice(...LAG_POLICIES);
const events = whole(1, 10_000_000);
const bytes = size(1, 64 * 1024 ** 3);
const age = duration(1, 365 * 86_400_000);

/** `metrics/**:policy=latest,events=100,age=60`. */
export const channelRule: OptionType<ChannelRule> = parsed('RULE', RULE_SHAPE, (value) => {
  // Channel names have colons too: the last one parts the pattern from its settings.
  const colon = value.lastIndexOf(':');
  const match = value.slice(0, colon);
  const given = pairs(value.slice(colon + 1), ['policy', 'events', 'bytes', 'age']);
  if (colon < 1 || !given || given.size === 0 || !passes(() => assertChannelPattern(match))) return undefined;
  const read = <T>(name: string, type: OptionType<T>): T | undefined =>
    given.has(name) ? type.read(given.get(name)!) : undefined;
  const history = present({
    events: read('events', events),
    bytes: read('bytes', bytes),
    ageMs: read('age', age),
  });
  return {
    match,
    ...present({ policy: read('policy', policy) }),
    ...(Object.keys(history).length > 0 && { history }),
  };
});

const SECONDS_PER = { s: 1, m: 60, h: 3_600 } as const;

/** `100`, `100/s`, `30/m`, `100/s,burst=500`. */
export const rate: OptionType<RateLimit> = parsed('RATE', 'N/s, N/m or N/h, and ,burst=N', (value) => {
  const match = /^(\d{1,9}(?:\.\d+)?)(?:\/([smh]))?(?:,burst=([1-9]\d{0,8}))?$/u.exec(value);
  const perSecond = match ? Number(match[1]) / SECONDS_PER[(match[2] ?? 's') as keyof typeof SECONDS_PER] : 0;
  if (!match || perSecond === 0) return undefined;
  return { perSecond, ...(match[3] !== undefined && { burst: Number(match[3]) }) };
});

/** One value of `--fault`; what several of them mean together is for `parseFaults`. */
export const fault: OptionType<string> = {
  placeholder: 'FAULT',
  accepts: FAULT_ARGUMENTS.map(({ name }) => name).join(', '),
  read(value) {
    try {
      parseFaults([value]);
      return value;
    } catch (error) {
      const [name = ''] = value.split(/[=,]/u);
      const known = FAULT_ARGUMENTS.find((argument) => argument.name === name);
      if (!(error instanceof StreamgaugeError)) throw error;
      throw new Error(
        known ? `${known.usage} (${known.description.replace(/\.$/u, '')})` : `one of ${this.accepts}`,
        { cause: error },
      );
    }
  },
  show: String,
};

export interface SceneStart {
  readonly id: SceneId;
  /** What was said of its pace; the rest stays as it is. */
  readonly pace: Partial<ScenePace>;
}

/** `counter`, `counter=50`, `counter=50,burst=10,bytes=1000`: events a second, events at once, bytes of each. */
export const scene: OptionType<SceneStart> = parsed(
  'SCENE',
  `SCENE=RATE,burst=N,bytes=N with a scene of ${SCENE_IDS.join(', ')}, a rate of 0.1–1000, bursts of 1–1000 and 0–1048576 bytes`,
  (value) => {
    const [head = '', ...rest] = value.split(',');
    const [id, rate, ...more] = head.split('=');
    const known = SCENE_IDS.find((name) => name === id);
    const given = pairs(rest.join(','), ['burst', 'bytes']);
    if (!known || !given || more.length > 0) return undefined;
    const numbers = { rate, burst: given.get('burst'), payloadBytes: given.get('bytes') };
    const pace = Object.fromEntries(
      Object.entries(numbers).flatMap(([name, text]) => (text === undefined ? [] : [[name, decimal(text)]])),
    );
    const whole = v.safeParse(scenePaceSchema, { rate: 1, ...pace });
    return whole.success ? { id: known, pace } : undefined;
  },
);

export interface TokenText {
  readonly name: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
  readonly channels: readonly string[];
}

/** Shorter secrets can be guessed. */
const MIN_SECRET_LENGTH = 16;

/** `name:secret[:scopes[:channels]]`: scopes joined by `+` (default both), channels by `,` (default all). */
export const token: OptionType<TokenText> = parsed(
  'TOKEN',
  `NAME:SECRET:SCOPES:CHANNELS with a secret of at least ${MIN_SECRET_LENGTH} characters and scopes ${SCOPES.join('+')}`,
  (value) => {
    const [name = '', secret = '', scopeText = SCOPES.join('+'), ...rest] = value.split(':');
    // Channel names have colons too.
    const channels = (rest.length === 0 ? '**' : rest.join(':')).split(',');
    const scopes = scopeText.split('+');
    if (!/^[\w.@-]{1,64}$/u.test(name) || !/^[\w.~+/=-]+$/u.test(secret) || secret.length < MIN_SECRET_LENGTH)
      return undefined;
    if (!scopes.every(isScope) || new Set(scopes).size !== scopes.length) return undefined;
    if (!channels.every((pattern) => passes(() => assertChannelPattern(pattern)))) return undefined;
    return { name, secret, scopes, channels };
  },
);

function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** `a=1,b=2`; undefined when a name is unknown, given twice or without a value. */
function pairs(text: string, known: readonly string[]): Map<string, string> | undefined {
  const found = new Map<string, string>();
  for (const pair of text === '' ? [] : text.split(',')) {
    const [name = '', value = '', ...more] = pair.split('=');
    if (!known.includes(name) || found.has(name) || value === '' || more.length > 0) return undefined;
    found.set(name, value);
  }
  return found;
}

function decimal(text: string): number {
  return /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : NaN;
}

function present<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
