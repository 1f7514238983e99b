/** A time as it was written: an instant, or as long as its last part says (`14:03` is a whole minute). */
export interface WrittenTime {
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms, exclusive; the same as `from` for an instant. */
  readonly to: number;
  /** A time of day: which day it is of follows from what is around it. */
  readonly timeOfDay: boolean;
}

const RELATIVE = /^(?:now)?-(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/u;
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/u;
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:?\d{2})?)?$/u;
const EPOCH = /^\d{9,13}(?:\.\d+)?$/u;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Numbers from here on are epoch milliseconds, smaller ones epoch seconds: the border is in 1973 and 5138. */
const FIRST_MILLISECONDS = 1e11;

/**
 * Reads `now`, `-10m` (ms, s, m, h, d, w), `14:03`, `14:03:07.250`, `2026-11-21`, `2026-11-21T14:03:07Z` and epoch
 * seconds or milliseconds. Times without a zone are local. A time of day is the last one that was: of today, or of
 * yesterday when it is still to come. Null when the text is no time.
 *
 * @param now epoch ms
 */
export function readTime(text: string, now: number): WrittenTime | null {
  if (text === 'now') return instant(now);
  const relative = RELATIVE.exec(text);
  if (relative) return instant(Math.round(now - Number(relative[1]) * (UNIT_MS[relative[2] ?? ''] ?? NaN)));
  if (EPOCH.test(text)) {
    const value = Number(text);
    return instant(Math.round(value < FIRST_MILLISECONDS ? value * 1_000 : value));
  }
  return readTimeOfDay(text, now) ?? readDate(text);
}

/** The same time of day one day later, in epoch ms: for the upper end of `[14:00 TO 14:05]` while it is 14:02. */
export function nextDay(time: WrittenTime): number {
  return shiftDays(new Date(time.from), 1).getTime();
}

function readTimeOfDay(text: string, now: number): WrittenTime | null {
  const match = TIME_OF_DAY.exec(text);
  if (!match) return null;
  const [hours, minutes, seconds, millis] = clock(match[1], match[2], match[3], match[4]);
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  let at = new Date(now);
  at.setHours(hours, minutes, seconds, millis);
  if (at.getTime() > now) at = shiftDays(at, -1);
  const from = at.getTime();
  return { from, to: from + precision(match[3], match[4]), timeOfDay: true };
}

function readDate(text: string): WrittenTime | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hours, minutes, seconds, millis] = clock(match[4], match[5], match[6], match[7]);
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > lastDay) return null;
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const zone = match[8];
  const from =
    zone === undefined
      ? new Date(year, month - 1, day, hours, minutes, seconds, millis).getTime()
      : Date.UTC(year, month - 1, day, hours, minutes, seconds, millis) - zoneOffset(zone);
  if (match[4] !== undefined) return { from, to: from + precision(match[6], match[7]), timeOfDay: false };
  return { from, to: new Date(year, month - 1, day + 1).getTime(), timeOfDay: false };
}

function clock(
  hours: string | undefined,
  minutes: string | undefined,
  seconds: string | undefined,
  fraction: string | undefined,
): [number, number, number, number] {
  const millis = (fraction ?? '').padEnd(3, '0');
  return [Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0), Number(millis)];
}

/** How long a written time lasts, in ms: a minute, a second, or no time at all with a fraction. */
function precision(seconds: string | undefined, fraction: string | undefined): number {
  if (fraction !== undefined) return 0;
  return seconds === undefined ? 60_000 : 1_000;
}

/** ms east of UTC. */
function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(/\D/gu, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** By the calendar: a day can have 23 or 25 hours. */
function shiftDays(date: Date, days: number): Date {
  const shifted = new Date(date);
  shifted.setDate(shifted.getDate() + days);
  return shifted;
}

function instant(ms: number): WrittenTime {
  return { from: ms, to: ms, timeOfDay: false };
}
