import { StreamgaugeError } from './errors';

/** Longest channel name, in UTF-16 code units. */
export const MAX_CHANNEL_LENGTH = 256;

// Control characters would break the event-stream framing, commas separate channels in a query,
// white space and bidi controls make names that look alike but differ.
// eslint-disable-next-line no-control-regex -- control characters are what this refuses
const FORBIDDEN = /[\u0000-\u0020\u007f-\u00a0,*\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/u;
// eslint-disable-next-line no-control-regex -- as above; a pattern may hold `*`
const FORBIDDEN_IN_PATTERN = /[\u0000-\u0020\u007f-\u00a0,\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/u;

/** Levels of a hierarchical name: `user:42:messages` and `orders/eu/created` both have three. */
export function channelSegments(name: string): string[] {
  return name.split(/[:/]/u);
}

/** A piece of a channel name together with the separator that precedes it (`''`, `':'` or `'/'`). */
export interface ChannelPart {
  readonly separator: '' | ':' | '/';
  readonly text: string;
  /** The name up to and including this part: the key of a tree node. */
  readonly path: string;
}

/** Splits a name for a tree; the separators stay, so that `path` of the last part is the name itself. */
export function channelParts(name: string): ChannelPart[] {
  const parts: ChannelPart[] = [];
  let start = 0;
  let separator: ChannelPart['separator'] = '';
  for (let i = 0; i <= name.length; i++) {
    const char = name[i];
    if (i === name.length || char === ':' || char === '/') {
      parts.push({ separator, text: name.slice(start, i), path: name.slice(0, i) });
      separator = char === '/' ? '/' : ':';
      start = i + 1;
    }
  }
  return parts;
}

/**
 * Checks a channel name that somebody publishes to.
 * @throws StreamgaugeError `bad-channel` for an empty or over-long name or a forbidden character
 */
export function assertChannelName(name: string): void {
  check(name, FORBIDDEN);
}

/**
 * Checks a name or pattern that somebody subscribes to (`user:42:*`, `orders/**`).
 * @throws StreamgaugeError `bad-channel`
 */
export function assertChannelPattern(pattern: string): void {
  check(pattern, FORBIDDEN_IN_PATTERN);
}

function check(name: string, forbidden: RegExp): void {
  const hint = 'Use letters, digits and . _ -, with : or / between levels, for example orders/eu/created.';
  if (name.length === 0) throw new StreamgaugeError('bad-channel', 'The channel name is empty.', { hint });
  if (name.length > MAX_CHANNEL_LENGTH) {
    throw new StreamgaugeError(
      'bad-channel',
      `The channel name is longer than ${MAX_CHANNEL_LENGTH} characters.`,
      { hint },
    );
  }
  const found = forbidden.exec(name);
  if (found) {
    const code = `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    throw new StreamgaugeError(
      'bad-channel',
      `The channel name has a forbidden character (${code}) at position ${found.index + 1}.`,
      { hint },
    );
  }
}

/** Whether a pattern holds a wildcard level. */
export function isChannelPattern(pattern: string): boolean {
  return channelSegments(pattern).some((segment) => segment === '*' || segment === '**');
}

/**
 * Makes a matcher for a name or pattern. `*` stands for exactly one level, `**` (last level only) for one or
 * more; `**` alone is everything. A pattern's separators count: `a:*` does not match `a/b`.
 */
export function channelMatcher(pattern: string): (name: string) => boolean {
  if (pattern === '**') return () => true;
  if (!isChannelPattern(pattern)) return (name) => name === pattern;
  const want = channelParts(pattern);
  const last = want.length - 1;
  return (name) => {
    const have = channelParts(name);
    for (let i = 0; i <= last; i++) {
      const w = want[i]!;
      const h = have[i];
      if (!h || h.separator !== w.separator) return false;
      if (w.text === '**' && i === last) return true;
      if (w.text !== '*' && w.text !== h.text) return false;
    }
    return have.length === want.length;
  };
}
