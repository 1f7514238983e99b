import { duration as englishDuration } from '@shared/duration';
import type { Language } from '@shared/language';
import { language } from '../i18n/i18n';

/**
 * How numbers, sizes and times are written, in the language of the window: its separators, its names of months
 * (DESIGN: units `ms` below 1 s, `s` to one decimal below 60, then `11 min 2 s`). Units are those of the SI and the same
 * everywhere. A render or a computed that calls one of these follows the language.
 */

/** One formatter a language and kind: making one takes far longer than using it. */
function perLanguage<T>(make: (language: Language) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const known = made.get(language.value);
    if (known !== undefined) return known;
    const fresh = make(language.value);
    made.set(language.value, fresh);
    return fresh;
  };
}

/** Spanish and others leave four digits together in prose; columns of figures need them all alike. */
const grouped = (decimals: number) => (tag: Language) =>
  new Intl.NumberFormat(tag, {
    useGrouping: true,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
const noDecimals = perLanguage(grouped(0));
const oneDecimal = perLanguage(grouped(1));
const twoDecimals = perLanguage(grouped(2));
const upToThreeDecimals = perLanguage(
  (tag) => new Intl.NumberFormat(tag, { useGrouping: true, maximumFractionDigits: 3 }),
);
const longCompact = perLanguage(
  (tag) =>
    new Intl.NumberFormat(tag, { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 2 }),
);
const relative = perLanguage((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
const list = perLanguage((tag) => new Intl.ListFormat(tag));
const choice = perLanguage((tag) => new Intl.ListFormat(tag, { type: 'disjunction' }));
const sorted = perLanguage((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: 'base' }));

/** `48,214`. */
export const whole = (value: number): string => noDecimals().format(Math.round(value));

/** As many decimals as it has, three at most: `11.5`, `1,204.125`. */
export const decimal = (value: number): string => upToThreeDecimals().format(value);

/**
 * The number in what a person typed, in the marks of the language or in those of English, spaces allowed; null for none.
 * A mark that can only part thousands (`2.000` in German, `2,000` in English) does; any other single one is the decimal one,
 * so that `0.5` and `0,5` are a half everywhere.
 */
export function readNumber(text: string): number | null {
  const plain = text.replace(/[\s_'’\u00a0\u202f]/gu, '');
  const [mark, parting] = decimal(0.5).includes(',') ? [',', '.'] : ['.', ','];
  const inThousands = new RegExp(`^\\d{1,3}(?:[${parting}]\\d{3})+(?:[${mark}]\\d*)?$`, 'u');
  const digits = inThousands.test(plain)
    ? plain.replaceAll(parting, '').replace(mark, '.')
    : plain.replace(/^(\d*)[.,](\d*)$/u, '$1.$2');
  return /^\d+(?:\.\d*)?$|^\.\d+$/u.test(digits) ? Number(digits) : null;
}

/** `80 %`. */
export const percent = (value: number): string => `${whole(value)} %`;

/** `940`, `8.4k`, `1.2M`: for narrow columns. */
export function short(value: number): string {
  if (value < 999.5) return String(Math.round(value));
  if (value < 9_950) return `${oneDecimal().format(value / 1_000)}k`;
  if (value < 999_500) return `${Math.round(value / 1_000)}k`;
  return `${oneDecimal().format(value / 1_000_000)}M`;
}

/** `12,000`, `3.8 million`: an estimate claims no more digits than it has. */
export function roughly(value: number): string {
  if (value >= 1e6) return longCompact().format(value);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return whole(Math.round(value / step) * step);
}

/** Events per second: `0`, `0.5`, `18.4`, `312`. */
export function rate(value: number): string {
  if (value === 0) return '0';
  return value < 99.95 ? oneDecimal().format(value) : whole(value);
}

/** `13 B`, `28.1 kB`, `18.4 MB` (1000). */
export function bytes(value: number): string {
  if (value < 999.5) return `${Math.round(value)} B`;
  if (value < 999_950) return `${oneDecimal().format(value / 1_000)} kB`;
  if (value < 999_950_000) return `${oneDecimal().format(value / 1_000_000)} MB`;
  return `${twoDecimals().format(value / 1_000_000_000)} GB`;
}

/** `SSE, WebSocket, and polling`. */
export const listed = (items: readonly string[]): string => list().format(items);

/** `SSE, WebSocket, or polling`. */
export const oneOf = (items: readonly string[]): string => choice().format(items);

/** For sorting names as the language does: `2` before `10`, `ä` beside `a`. */
export const compareNames = (a: string, b: string): number => sorted().compare(a, b);

/** A time in words: `184 ms`, `3.2 s`, `11 min 2 s`, `1 h 12 min`, `3 d 4 h`. Negative times are `0 ms`. */
export function duration(ms: number): string {
  return ms >= 999.5 && ms < 59_950 ? `${oneDecimal().format(ms / 1_000)} s` : englishDuration(ms);
}

/** A long time where its seconds do not matter: `12 s`, `41 min`, `1 h 12 min`, `3 d 4 h`. */
export function coarse(ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  return duration(ms);
}

/** `00:07`, `04:30`, `1:02:14`: a time that runs. */
export function runningTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const tail = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return seconds < 3_600 ? tail : `${Math.floor(seconds / 3_600)}:${tail}`;
}

/** A number and its unit apart, for readings that set the unit smaller: `['18.4', 'MB']`. */
export function parted(text: string): [number: string, unit: string] {
  const at = text.indexOf(' ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Age in a list: `now`, `12 s`, `4 m`, `2 h`, `3 d`. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 1) return relative().format(0, 'second');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** The clock in two parts, since the table dims hour and minute: `['14:32:', '07.481']`. */
export function clockParts(epochMs: number, clock: 'local' | 'utc'): [string, string] {
  const date = new Date(epochMs);
  const [h, m, s] =
    clock === 'utc'
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return [`${pad(h)}:${pad(m)}:`, `${pad(s)}.${pad(date.getMilliseconds(), 3)}`];
}

/** `14:32:07`. */
export function clockTime(epochMs: number, clock: 'local' | 'utc'): string {
  const [head, tail] = clockParts(epochMs, clock);
  return head + tail.slice(0, 2);
}

/** `14:32`. */
export const clockMinute = (epochMs: number, clock: 'local' | 'utc'): string =>
  clockParts(epochMs, clock)[0].slice(0, 5);

const days = {
  local: perLanguage((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' })),
  utc: perLanguage((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' })),
};

/** `Nov 21, 2026`. */
export const day = (epochMs: number, clock: 'local' | 'utc'): string => days[clock]().format(epochMs);

const shortDays = {
  // `en-GB` puts the day first, as the other languages of the window do.
  local: perLanguage((tag) => shortDayFormat(tag === 'en' ? 'en-GB' : tag)),
  utc: perLanguage((tag) => shortDayFormat(tag === 'en' ? 'en-GB' : tag, 'UTC')),
};
function shortDayFormat(tag: string, timeZone?: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', ...(timeZone && { timeZone }) });
}

/** `21 Nov`: for a day near enough to go without its year. */
export const shortDay = (epochMs: number, clock: 'local' | 'utc'): string =>
  shortDays[clock]().format(epochMs);

/** `Nov 21, 2026, 14:32`. */
export const dayAndMinute = (epochMs: number, clock: 'local' | 'utc'): string =>
  `${day(epochMs, clock)}, ${clockMinute(epochMs, clock)}`;

/** At most `length` characters of a name, cut at its head before a level: of a channel the tail is what differs. `…:user:42`. */
export function tailOf(name: string, length: number): string {
  if (name.length <= length) return name;
  const tail = name.slice(name.length - length + 1);
  const level = tail.search(/[:/]/u);
  return `…${level < 0 || level === tail.length - 1 ? tail : tail.slice(level)}`;
}
