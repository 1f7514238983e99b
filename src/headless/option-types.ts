/**
 * How the value of an option is written, in a flag as well as in an environment variable. `read` throws a plain `Error`
 * whose message completes the sentence “--port takes …”: what is accepted, never the value, which may be a secret.
 */
export interface OptionType<T> {
  /** What stands for the value in the help: `SECONDS`. */
  readonly placeholder: string;
  /** The accepted values and their unit, for the table: `0–65535`. */
  readonly accepts: string;
  read(text: string): T;
  /** A value of it as a person would write it. */
  show(value: T): string;
}

const MS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const BYTES_PER = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** A whole number. */
export function whole(min: number, max: number): OptionType<number> {
  return {
    placeholder: 'N',
    accepts: `${min}–${max}`,
    read(text) {
      const value = Number(text);
      if (/^\d+$/u.test(text) && value >= min && value <= max) return value;
      throw new Error(`a whole number from ${min} to ${max}`);
    },
    show: String,
  };
}

/** A span of time in ms, written in seconds or with a unit: `15`, `1.5`, `250ms`, `10m`, `1h`, `7d`. */
export function duration(minMs: number, maxMs: number): OptionType<number> {
  const range = `${showDuration(minMs)}–${showDuration(maxMs)}`;
  return {
    placeholder: 'TIME',
    accepts: range,
    read(text) {
      const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/u.exec(text);
      const ms = match
        ? Math.round(Number(match[1]) * MS_PER[(match[2] ?? 's') as keyof typeof MS_PER])
        : NaN;
      if (ms >= minMs && ms <= maxMs) return ms;
      throw new Error(`a time of ${range}: seconds, or a number with ms, s, m, h or d`);
    },
    show: showDuration,
  };
}

function showDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms >= MS_PER[unit] && ms % MS_PER[unit] === 0) return `${ms / MS_PER[unit]}${unit}`;
  }
  return ms === 0 ? '0' : `${ms}ms`;
}

/** A number of bytes: `65536`, `64KiB`, `16MiB`; `K`, `M` and `G` alone mean the same (1024). */
export function size(minBytes: number, maxBytes: number): OptionType<number> {
  const range = `${showSize(minBytes)}–${showSize(maxBytes)}`;
  return {
    placeholder: 'SIZE',
    accepts: range,
    read(text) {
      const match = /^(\d+(?:\.\d+)?)(?:B|([KMG])(?:iB|B)?)?$/iu.exec(text);
      const unit = match?.[2] === undefined ? 'B' : (`${match[2].toUpperCase()}iB` as keyof typeof BYTES_PER);
      const bytes = match ? Math.round(Number(match[1]) * BYTES_PER[unit]) : NaN;
      if (bytes >= minBytes && bytes <= maxBytes) return bytes;
      throw new Error(`a size of ${range}: bytes, or a number with KiB, MiB or GiB`);
    },
    show: showSize,
  };
}

function showSize(bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    if (bytes >= BYTES_PER[unit] && bytes % BYTES_PER[unit] === 0) return `${bytes / BYTES_PER[unit]}${unit}`;
  }
  return `${bytes}B`;
}

/** One of a few words. */
export function choice<const T extends string>(...words: readonly T[]): OptionType<T> {
  return {
    placeholder: words.join('|'),
    accepts: words.join(', '),
    read(text) {
      const word = words.find((candidate) => candidate === text.toLowerCase());
      if (word !== undefined) return word;
      throw new Error(`one of ${words.join(', ')}`);
    },
    show: String,
  };
}

const YES = new Set(['true', '1', 'yes', 'on']);
const NO = new Set(['false', '0', 'no', 'off']);

/** On or off: a flag without a value (`--demo`, `--no-metrics`), a word in a variable. */
export const onOff: OptionType<boolean> = {
  placeholder: '',
  accepts: 'true, false',
  read(text) {
    if (YES.has(text.toLowerCase())) return true;
    if (NO.has(text.toLowerCase())) return false;
    throw new Error('true or false');
  },
  show: (value) => (value ? 'on' : 'off'),
};

/**
 * Any text that is not empty.
 * @param is what it is, as it reads in a sentence: `a folder`
 */
export function text(placeholder: string, is: string): OptionType<string> {
  return {
    placeholder,
    accepts: is,
    read(value) {
      if (value.trim() !== '') return value.trim();
      throw new Error(`${is}, not an empty text`);
    },
    show: String,
  };
}

/**
 * A value with a grammar of its own.
 * @param read gives undefined for what it does not understand
 */
export function parsed<T>(
  placeholder: string,
  accepts: string,
  read: (text: string) => T | undefined,
): OptionType<T> {
  return {
    placeholder,
    accepts,
    read(value) {
      const result = read(value.trim());
      if (result !== undefined) return result;
      throw new Error(accepts);
    },
    show: String,
  };
}
