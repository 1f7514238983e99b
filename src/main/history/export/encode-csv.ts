import { StreamgaugeError } from '@shared/errors';
import type { StreamEvent } from '@shared/stream-event';
import { isoTime } from './iso-time';

export interface CsvColumn {
  /** `['time']`, `['data']`; longer ones lead into a payload of JSON: `['data', 'user', 'name']`, `['data', 'items', '0']`. */
  readonly path: readonly string[];
  /** Default: the path joined with dots. */
  readonly title?: string;
}

export interface CsvOptions {
  /** Default: time, source, channel, kind, type, id, level, size, data. */
  readonly columns?: readonly CsvColumn[];
  /** Default `,`. Excel wants `;` where a comma is the decimal sign. */
  readonly separator?: ',' | ';' | '\t';
  /** A byte order mark, without which Excel takes the file for another encoding. Default true. */
  readonly bom?: boolean;
}

export const DEFAULT_CSV_COLUMNS: readonly CsvColumn[] = [
  'time',
  'source',
  'channel',
  'kind',
  'type',
  'id',
  'level',
  'size',
  'data',
].map((name) => ({ path: [name] }));

/** Columns that a file has at most; there is no sense in more, and every row pays for each. */
export const MAX_CSV_COLUMNS = 256;

/**
 * A cell that begins so is a formula to a spreadsheet program, with the full-width forms that East Asian versions
 * take for the same (OWASP, CSV Injection).
 */
const FORMULA = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u; // eslint-disable-line no-control-regex -- white space may hide one
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/u;
/** Quoted for other separators too: the program may take one of them instead. */
const QUOTED = /[",;\t\r\n]/u;

/** Rows of a CSV file (RFC 4180): CR LF ends, quotes doubled, formulas made text by a leading apostrophe. */
export class CsvRows {
  readonly #columns: readonly CsvColumn[];
  readonly #separator: string;
  readonly #bom: boolean;
  readonly #readsPayload: boolean;
  readonly #sourceName: (sourceId: string) => string;

  /**
   * @param sourceName what the column `source` shows
   * @throws StreamgaugeError `too-many-columns`
   */
  constructor(options: CsvOptions, sourceName: (sourceId: string) => string) {
    this.#columns = options.columns ?? DEFAULT_CSV_COLUMNS;
    if (this.#columns.length > MAX_CSV_COLUMNS) {
      throw new StreamgaugeError('too-many-columns', `A CSV file has at most ${MAX_CSV_COLUMNS} columns.`, {
        hint: 'Choose fewer columns, or export NDJSON.',
      });
    }
    this.#separator = options.separator ?? ',';
    this.#bom = options.bom ?? true;
    this.#readsPayload = this.#columns.some(({ path }) => path[0] === 'data' && path.length > 1);
    this.#sourceName = sourceName;
  }

  header(): string {
    const titles = this.#columns.map(({ title, path }) => csvCell(title ?? path.join('.')));
    return `${this.#bom ? '\ufeff' : ''}${titles.join(this.#separator)}\r\n`;
  }

  row(event: StreamEvent): string {
    const payload = this.#readsPayload ? parsed(event.data) : undefined;
    const cells = this.#columns.map(({ path }) => csvCell(this.#value(event, path, payload)));
    return `${cells.join(this.#separator)}\r\n`;
  }

  #value(event: StreamEvent, path: readonly string[], payload: unknown): string {
    const [field, ...rest] = path;
    if (field === 'data' && rest.length > 0) return shown(follow(payload, rest));
    switch (field) {
      case 'time':
        return isoTime(event.receivedAt);
      case 'source':
        return this.#sourceName(event.sourceId);
      case 'size':
        return String(event.raw.byteLength);
      case 'data':
        return event.gap?.sentence ?? event.data;
      case 'seq':
      case 'receivedAt':
      case 'kind':
      case 'transport':
      case 'channel':
      case 'type':
      case 'id':
      case 'lastEventId':
      case 'level':
        return shown(event[field]);
      default:
        return '';
    }
  }
}

/** One cell, quoted where need be, safe to be opened by a spreadsheet program. */
export function csvCell(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replace(/"/gu, '""')}"` : safe;
}

function parsed(data: string): unknown {
  const first = data.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function follow(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
