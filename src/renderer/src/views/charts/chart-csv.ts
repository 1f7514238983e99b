import type { SeriesPoints } from '@shared/series';

/** One line of a chart, as it is saved. */
export interface CsvLine {
  readonly source: string;
  readonly channel: string;
  readonly type: string;
  readonly path: string;
  readonly points: SeriesPoints;
}

/**
 * A cell that begins so is a formula to a spreadsheet program, with the full-width forms that East Asian versions take for
 * the same (OWASP, CSV Injection).
 */
const FORMULA = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u; // eslint-disable-line no-control-regex -- white space may hide one
/** Quoted for other separators too: the program may take one of them instead. */
const QUOTED = /[",;\t\r\n]/u;
const HEAD = ['time', 'epoch_ms', 'source', 'channel', 'type', 'path', 'value', 'event'];

/** The points of a chart, oldest first, one a row (RFC 4180), each with the number of the event that it came with. */
export function chartCsv(lines: readonly CsvLine[]): string {
  const rows = lines.flatMap(({ source, channel, type, path, points }) => {
    const names = [source, channel, type, path].map(cell);
    return Array.from(points.times, (time, i) => ({
      time,
      text: [
        new Date(time).toISOString(),
        String(time),
        ...names,
        String(points.values[i]),
        String(points.seqs[i]),
      ].join(','),
    }));
  });
  rows.sort((a, b) => a.time - b.time);
  // A byte order mark, without which Excel takes the file for another encoding.
  return `\ufeff${[HEAD.join(','), ...rows.map(({ text }) => text)].join('\r\n')}\r\n`;
}

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replace(/"/gu, '""')}"` : safe;
}
