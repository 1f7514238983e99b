import { join } from 'node:path';
import { cutText } from '@shared/text';
import { LogFile } from './log-file';
import { LOG_LEVELS, type LogArea, type LogFields, type LogLevel, type LogLine } from './log-line';
import { Redactor } from './redactor';

/** Most lines of one area in a second. */
const MOST_A_SECOND = 20;
/** Longest sentence, and longest text of a field (a stack), characters. */
const MAX_TEXT = 4_000;

export interface LogOptions {
  /** Made when it is missing. Null: nothing is kept. */
  readonly folder: string | null;
  /** What is less is left out; default `info`. */
  readonly level?: LogLevel;
  readonly now?: () => number;
  /** Instead of the usual bounds. */
  readonly file?: LogFile;
}

interface Pace {
  second: number;
  lines: number;
  left: number;
}

/**
 * What the app does, as lines of JSON (`LogLine`) in `streamgauge.log`, for whoever has to find out why something failed.
 * Secrets are taken out before a line is kept anywhere. Never throws, and nothing waits for it.
 */
export class Log {
  readonly #file: LogFile | null;
  readonly #least: number;
  readonly #now: () => number;
  readonly #paces = new Map<LogArea, Pace>();
  #secrets: () => Iterable<string> = () => [];
  readonly redactor = new Redactor(() => this.#secrets());

  constructor({ folder, level = 'info', now = Date.now, file }: LogOptions) {
    this.#file = file ?? (folder === null ? null : new LogFile({ path: join(folder, 'streamgauge.log') }));
    this.#least = LOG_LEVELS.indexOf(level);
    this.#now = now;
  }

  /** Where it is written, newest first. */
  get paths(): string[] {
    return this.#file?.paths ?? [];
  }

  /** From here on these are taken out wherever they occur. Asked for every line. */
  knowSecrets(secrets: () => Iterable<string>): void {
    this.#secrets = secrets;
  }

  debug(area: LogArea, message: string, fields?: LogFields): void {
    this.write('debug', area, message, fields);
  }
  info(area: LogArea, message: string, fields?: LogFields): void {
    this.write('info', area, message, fields);
  }
  warn(area: LogArea, message: string, fields?: LogFields): void {
    this.write('warn', area, message, fields);
  }
  error(area: LogArea, message: string, fields?: LogFields): void {
    this.write('error', area, message, fields);
  }

  /** An error that nobody expected, with its stack. */
  failure(area: LogArea, message: string, error: unknown, fields: LogFields = {}): void {
    const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    this.write('error', area, message, { ...fields, stack });
  }

  write(level: LogLevel, area: LogArea, message: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) < this.#least || !this.#mayWrite(area)) return;
    this.#tellDropped();
    this.#append(level, area, message, fields);
  }

  /** Resolves when everything is written that can be. */
  async flush(): Promise<void> {
    this.#tellDropped();
    await this.#file?.flush();
  }

  /** Writes what waits at once: for the last moment of the process. */
  flushNow(): void {
    this.#file?.flushNow();
  }

  #append(level: LogLevel, area: LogArea, message: string, fields: LogFields): void {
    if (!this.#file) return;
    try {
      const line: LogLine = {
        time: new Date(this.#now()).toISOString(),
        level,
        area,
        message: cutText(this.redactor.text(message), MAX_TEXT),
        fields: this.#fields(fields),
      };
      this.#file.append(JSON.stringify(line));
    } catch {
      // A log must not be what brings the app down: the line is lost.
    }
  }

  #fields(fields: LogFields): LogFields {
    const redacted = this.redactor.value(fields) as LogFields;
    return Object.fromEntries(
      Object.entries(redacted).map(([key, value]) => [
        key,
        typeof value === 'string' ? cutText(value, MAX_TEXT) : value,
      ]),
    );
  }

  #mayWrite(area: LogArea): boolean {
    const second = Math.floor(this.#now() / 1_000);
    const pace = this.#paces.get(area) ?? { second, lines: 0, left: 0 };
    this.#paces.set(area, pace);
    if (pace.second !== second) {
      const { left } = pace;
      Object.assign(pace, { second, lines: 0, left: 0 });
      if (left > 0) this.#append('warn', area, `${left} lines came too fast and were left out.`, { left });
    }
    if (pace.lines >= MOST_A_SECOND) {
      pace.left++;
      return false;
    }
    pace.lines++;
    return true;
  }

  #tellDropped(): void {
    const dropped = this.#file?.takeDropped() ?? 0;
    if (dropped > 0) this.#append('warn', 'log', `${dropped} lines could not be written.`, { dropped });
  }
}
