import { channelParts } from '@shared/channel';
import type { EventProblem } from '@shared/stream-event';
import { t, type MessageKey } from '../../i18n/i18n';

/**
 * Time since the row before, as the table writes it: `+0.19`, `+12.3`, `+3.1 m`, `+2.0 h`.
 *
 * @param point between a number and its decimals
 */
export function deltaWords(ms: number, point = '.'): string {
  const words = pointedDelta(ms);
  return point === '.' ? words : words.replace('.', point);
}

function pointedDelta(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 9.995) return `+${seconds.toFixed(2)}`;
  if (seconds < 99.95) return `+${seconds.toFixed(1)}`;
  if (seconds < 5_970) return `+${(seconds / 60).toFixed(1)} m`;
  return seconds < 356_400 ? `+${(seconds / 3_600).toFixed(1)} h` : `+${Math.round(seconds / 86_400)} d`;
}

/** Length of a row's tick in the rhythm gutter, px: bursts read as short ticks, silences as long ones. */
export function tickLength(ms: number): number {
  return Math.min(20, Math.round(3 + 5 * Math.log10(1 + Math.max(0, ms))));
}

/** Most of a name that is put into a cell, in UTF-16 code units. */
const MAX_NAME = 256;

/**
 * A channel name in two parts of which the first gives way: the tail is what differs between channels.
 * `NotificationStream:user:42` is `NotificationStream` and `:user:42`.
 */
export function channelEnds(name: string): { head: string; tail: string } {
  const parts = channelParts(name.slice(0, MAX_NAME));
  if (parts.length < 2) return { head: '', tail: name.slice(0, MAX_NAME) };
  const cut = parts[Math.max(0, parts.length - 3)]!.path.length;
  return { head: name.slice(0, cut), tail: name.slice(cut, MAX_NAME) };
}

/** An id in two parts of which the first gives way: long ids differ at their end. */
export function idEnds(id: string): { head: string; tail: string } {
  const cut = id.length <= 6 ? 0 : id.length - 5;
  return { head: id.slice(Math.max(0, cut - MAX_NAME), cut), tail: id.slice(cut) };
}

const PROBLEMS: Readonly<Record<EventProblem, MessageKey>> = {
  'not-json': 'stream.rows.notJson',
  'bad-utf8': 'stream.rows.badUtf8',
  cut: 'stream.rows.cut',
};
/** What is wrong with an event, for its warning glyph. */
export const problemWords = (problem: EventProblem): string => t(PROBLEMS[problem]);

/** Why a row says nothing but that there was an event. */
export const missingWords = (seq: string): string => t('stream.rows.missing', { seq });
