import { duration } from '@shared/duration';

/** How numbers, sizes and times are written (DESIGN: units `ms` below 1 s, `s` to one decimal below 60, then `11 min 2 s`). */

const thousands = new Intl.NumberFormat('en');

/** `48,214`. */
export const whole = (value: number): string => thousands.format(Math.round(value));

/** `940`, `8.4k`, `1.2M`: for narrow columns. */
export function short(value: number): string {
  if (value < 999.5) return String(Math.round(value));
  if (value < 9_950) return `${(value / 1_000).toFixed(1)}k`;
  if (value < 999_500) return `${Math.round(value / 1_000)}k`;
  return `${(value / 1_000_000).toFixed(1)}M`;
}

/** Events per second: `0`, `0.5`, `18.4`, `312`. */
export function rate(value: number): string {
  if (value === 0) return '0';
  return value < 99.95 ? value.toFixed(1) : whole(value);
}

/** `13 B`, `28.1 kB`, `18.4 MB` (1000). */
export function bytes(value: number): string {
  if (value < 999.5) return `${Math.round(value)} B`;
  if (value < 999_950) return `${(value / 1_000).toFixed(1)} kB`;
  if (value < 999_950_000) return `${(value / 1_000_000).toFixed(1)} MB`;
  return `${(value / 1_000_000_000).toFixed(2)} GB`;
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

/** `1 client`, `48,214 events`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${whole(count)} ${Math.round(count) === 1 ? one : many}`;

/** Age in a list: `now`, `12 s`, `4 m`, `2 h`, `3 d`. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 1) return 'now';
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

/** At most `length` characters of a name, cut at its head before a level: of a channel the tail is what differs. `…:user:42`. */
export function tailOf(name: string, length: number): string {
  if (name.length <= length) return name;
  const tail = name.slice(name.length - length + 1);
  const level = tail.search(/[:/]/u);
  return `…${level < 0 || level === tail.length - 1 ? tail : tail.slice(level)}`;
}
