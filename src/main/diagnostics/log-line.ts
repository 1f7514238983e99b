/** How much a line of the log matters, least first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Parts of the app that write to the log. */
export const LOG_AREAS = ['app', 'settings', 'source', 'hub', 'history', 'ipc', 'window', 'log'] as const;
export type LogArea = (typeof LOG_AREAS)[number];

/** Values beside the sentence. Never anything of an event. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** One line of the log, in this order. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly area: LogArea;
  readonly message: string;
  readonly fields: LogFields;
}

/** The least level that is written: what `STREAMGAUGE_LOG` says, `info` where that says nothing useful. */
export function logLevel(setting: string | undefined): LogLevel {
  const wanted = setting?.trim().toLowerCase();
  return LOG_LEVELS.find((level) => level === wanted) ?? 'info';
}
