import { readTime } from '@shared/query/times';
import { language } from '../../../i18n/i18n';
import { clockParts } from '../../../ui/format';

type Clock = 'local' | 'utc';

const DAY_MS = 86_400_000;
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/u;
const NO_ZONE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u;

/** `14:03:07.412`. */
export const momentText = (epochMs: number, clock: Clock): string => clockParts(epochMs, clock).join('');

/** Day before month, as the clock of 24 hours goes with. */
const tag = (): string => (language.value === 'en' ? 'en-GB' : language.value);

/** `19 Nov`, with the year when it is another one; empty when it is the day of `now`. */
export function dayText(epochMs: number, now: number, clock: Clock): string {
  const zone = clock === 'utc' ? { timeZone: 'UTC' } : {};
  const day = (at: number): string => new Date(at).toLocaleDateString('en-GB', zone);
  if (day(epochMs) === day(now)) return '';
  const sameYear = day(epochMs).slice(-4) === day(now).slice(-4);
  return new Date(epochMs).toLocaleDateString(tag(), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    ...zone,
  });
}

/**
 * Reads a moment as a person writes it, in epoch ms: a time of day (`14:03`, `14:03:07.412`) is of the day of `base`, or
 * of the day before when it is still to come; all else is read as in queries (`-10m`, `2026-11-19 14:03`, `now`). Null when
 * it is no time. What is no zone of its own is of the clock that the window shows.
 */
export function readMoment(text: string, base: number, now: number, clock: Clock): number | null {
  const written = text.trim();
  const match = TIME_OF_DAY.exec(written);
  if (!match) return readTime(clock === 'utc' ? withZone(written) : written, now)?.from ?? null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const millis = Number((match[4] ?? '').padEnd(3, '0'));
  const day = new Date(base);
  if (clock === 'utc') {
    const at = day.setUTCHours(hours, minutes, seconds, millis);
    return at > now ? at - DAY_MS : at;
  }
  const at = day.setHours(hours, minutes, seconds, millis);
  return at > now ? day.setDate(day.getDate() - 1) : at;
}

function withZone(text: string): string {
  if (!NO_ZONE.test(text)) return text;
  return text.length === 10 ? `${text}T00:00Z` : `${text}Z`;
}
