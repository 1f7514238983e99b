import { LAST_VALUE_LENGTH, type ChannelRate } from '@shared/feed';
import type { Series } from '@shared/series';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;

/**
 * The series of the number that the newest event of a channel brought: of a payload that is a number, or an object with one
 * number and no more. Null for any other, where it could not be told which is meant.
 *
 * @param path of the channel itself: what is below it has numbers of its own
 */
export function lastNumber(path: string, channels: Iterable<ChannelRate>): Series | null {
  let newest: ChannelRate | null = null;
  for (const each of channels)
    if (each.channel === path && (!newest || each.last.seq > newest.last.seq)) newest = each;
  if (!newest) return null;
  const { sourceId, channel, last } = newest;
  const keys = numberIn(last.preview.trim());
  return keys && { sourceId, channel, type: last.type, path: keys, texts: false };
}

function numberIn(preview: string): string[] | null {
  if (NUMBER.test(preview)) return [];
  // A longer payload is cut, and is no JSON then.
  if (!preview.startsWith('{') || preview.length >= LAST_VALUE_LENGTH) return null;
  try {
    const entries = Object.entries(JSON.parse(preview) as object);
    const numbers = entries.filter(([, value]) => typeof value === 'number');
    return numbers.length === 1 ? [numbers[0]![0]] : null;
  } catch {
    return null;
  }
}
