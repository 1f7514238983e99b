import { assertChannelPattern, channelMatcher, channelSegments, isChannelPattern } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';

/** Most names and patterns in one subscription. */
export const MAX_PATTERNS = 100;

/** Clients that ask for the same share one value, so that what is made for one of them serves all. */
const shared = new Map<string, Subscription>();
const MAX_SHARED = 1_000;

/** What one connection wants to hear of. */
export interface Subscription {
  /** Names and patterns as asked for, without repeats. */
  readonly patterns: readonly string[];
  /** The patterns that are plain names. */
  readonly names: readonly string[];
  matches(channel: string): boolean;
}

/**
 * Reads names and patterns, each value holding one or several with commas between.
 * @param otherwise what is meant when there are none: everything
 * @throws StreamgaugeError `bad-channel`, `too-many-channels`
 */
export function parseSubscription(
  values: readonly string[],
  otherwise: readonly string[] = ['**'],
): Subscription {
  const asked = [...new Set(values.flatMap((value) => value.split(',')).filter((part) => part !== ''))];
  const patterns = asked.length === 0 ? otherwise : asked;
  if (patterns.length > MAX_PATTERNS) {
    throw new StreamgaugeError(
      'too-many-channels',
      `One connection can subscribe to ${MAX_PATTERNS} channels, not ${patterns.length}.`,
      { hint: 'Use a pattern such as orders/**.' },
    );
  }
  const key = patterns.join(',');
  const known = shared.get(key);
  if (known) return known;
  for (const pattern of patterns) assertPattern(pattern);
  const names = patterns.filter((pattern) => !isChannelPattern(pattern));
  const nameSet = new Set(names);
  const wild = patterns.filter(isChannelPattern).map(channelMatcher);
  const subscription: Subscription = {
    patterns,
    names,
    matches: (channel) => nameSet.has(channel) || wild.some((matches) => matches(channel)),
  };
  if (shared.size >= MAX_SHARED) shared.clear();
  shared.set(key, subscription);
  return subscription;
}

/** A pattern that could never match is refused, so that nobody waits for events that cannot come. */
function assertPattern(pattern: string): void {
  assertChannelPattern(pattern);
  const segments = channelSegments(pattern);
  segments.forEach((segment, index) => {
    if (!segment.includes('*') || segment === '*') return;
    if (segment === '**' && index === segments.length - 1) return;
    throw new StreamgaugeError('bad-channel', `The pattern ${pattern} can match no channel.`, {
      hint: '* stands for one whole level, ** at the end for all levels below: orders/*/created, orders/**.',
    });
  });
}
