import { LEVELS, type Level } from '@shared/notification';

/** JSON longer than this is not looked into, UTF-16 code units. */
const MAX_LOOKED_INTO = 64 * 1024;
const MAX_CHANNEL = 256;

const LEVEL_WORDS: ReadonlyMap<string, Level> = new Map<string, Level>([
  ...LEVELS.map((level) => [level, level] as const),
  ['notice', 'info'],
  ['ok', 'success'],
  ['warn', 'warning'],
  ['err', 'error'],
  ['fatal', 'error'],
  ['critical', 'error'],
  ['alert', 'error'],
  ['emergency', 'error'],
  ['severe', 'error'],
]);

/** What the payload of an event says about itself. */
export interface Envelope {
  readonly channel: string | null;
  readonly level: Level | null;
}

const NOTHING: Envelope = { channel: null, level: null };

/**
 * Looks for a channel (`channel`, `topic`, `stream`, `meta.stream`) and a level (`level`, `severity`) at the top of a JSON
 * object. Anything else, or JSON too long to be looked into, says nothing.
 */
export function readEnvelope(data: string): Envelope {
  if (data.length > MAX_LOOKED_INTO || data.charCodeAt(0) !== 0x7b) return NOTHING;
  // Most payloads name none of these: the search is far cheaper than parsing.
  if (!/"(?:channel|topic|stream|level|severity)"/u.test(data)) return NOTHING;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return NOTHING;
  }
  const channel =
    text(value, 'channel') ??
    text(value, 'topic') ??
    text(value, 'stream') ??
    text(own(value, 'meta'), 'stream');
  const level = text(value, 'level') ?? text(value, 'severity');
  return {
    channel: channel !== null && channel !== '' && channel.length <= MAX_CHANNEL ? channel : null,
    level: level === null ? null : (LEVEL_WORDS.get(level.toLowerCase()) ?? null),
  };
}

/**
 * The channel of events that name none: what a single `channel`, `topic` or `stream` parameter of the address says, or the
 * last segment of its path. An address that asks for several channels, or for a pattern, says nothing: `''`.
 */
export function channelOfUrl(address: string): string {
  const url = new URL(address);
  for (const name of ['channel', 'topic', 'stream']) {
    const values = url.searchParams.getAll(name);
    const value = values[0];
    if (value === undefined) continue;
    return values.length === 1 && value.length <= MAX_CHANNEL && !/[*,]/u.test(value) ? value : '';
  }
  const segment = url.pathname.split('/').filter(Boolean).at(-1) ?? url.host;
  try {
    return decodeURIComponent(segment).slice(0, MAX_CHANNEL);
  } catch {
    return segment.slice(0, MAX_CHANNEL);
  }
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
function text(value: unknown, key: string): string | null {
  const found = own(value, key);
  return typeof found === 'string' ? found : null;
}
