import type { HubLogRecord } from '../main/hub/options';

export type LogFormat = 'text' | 'json' | 'off';
export type LogLevel = HubLogRecord['level'];

const WEIGHT: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * Writes records of a structured log, one a line: as JSON with an ISO `time`, or for people. Control characters are
 * escaped in both, so that no value can forge a line.
 * @param least lighter records are left out
 */
export function logWriter(
  format: LogFormat,
  least: LogLevel,
  write: (line: string) => void,
): (record: HubLogRecord) => void {
  if (format === 'off') return () => undefined;
  const line = format === 'json' ? jsonLine : textLine;
  return (record) => {
    if (WEIGHT[record.level] >= WEIGHT[least]) write(line(record));
  };
}

function jsonLine({ at, level, event, ...fields }: HubLogRecord): string {
  return `${quotable(JSON.stringify({ time: new Date(at).toISOString(), level, event, ...fields }))}\n`;
}

function textLine({ at, level, event, ...fields }: HubLogRecord): string {
  const told = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shown(value)}`],
  );
  return `${[new Date(at).toISOString(), level.padEnd(5), event, ...told].join(' ')}\n`;
}

function shown(value: unknown): string {
  if (typeof value !== 'string') return quotable(JSON.stringify(value) ?? String(value));
  const quoted = quotable(JSON.stringify(value));
  return /^[^\s"=]+$/u.test(value) && quoted === `"${value}"` ? value : quoted;
}

/** JSON leaves C1 controls, which move a terminal's cursor, and two line separators as they are. */
function quotable(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
