import { StreamgaugeError } from '@shared/errors';
import { parseQuery } from '@shared/query/parse';
import { readTime } from '@shared/query/times';
import { badArguments as bad, parseFlags } from './parse-flags';
import { queryFault } from './query-fault';

export const QUERY_FORMATS = ['text', 'ndjson', 'csv', 'raw'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** What `streamgauge query` was asked for. */
export interface QueryArguments {
  /** In the query language, without a fault; empty for everything. */
  readonly query: string;
  /** What relative times of the query are counted from, epoch ms. */
  readonly now: number;
  /** When it arrived, epoch ms; null where there is no bound. */
  readonly since: number | null;
  /** Not included. */
  readonly until: number | null;
  /** Names or ids; empty for all. */
  readonly sources: readonly string[];
  /** Most events that are printed, the newest ones; null for all. */
  readonly limit: number | null;
  /** Prints how many there are instead. */
  readonly count: boolean;
  readonly format: QueryFormat;
  /** Newest first. */
  readonly reverse: boolean;
  /** Comments and states of connections as well. */
  readonly all: boolean;
  readonly redact: boolean;
  /** Where the app keeps its data; null for where it does by itself. */
  readonly dataFolder: string | null;
}

const FLAGS = {
  since: { type: 'string' },
  until: { type: 'string' },
  source: { type: 'string', multiple: true },
  limit: { type: 'string', short: 'n' },
  count: { type: 'boolean', short: 'c' },
  format: { type: 'string', short: 'f' },
  reverse: { type: 'boolean', short: 'r' },
  all: { type: 'boolean', short: 'a' },
  'no-redact': { type: 'boolean' },
  'data-folder': { type: 'string' },
} as const;

/** `10m` of `--since 10m`, for which queries write `-10m`. */
const AGO = /^\d+(?:\.\d+)?(?:ms|s|m|h|d|w)$/u;
const TIME_HINT = 'A time is 10m, 14:03, 2026-11-21, 2026-11-21T14:03:07Z or epoch milliseconds.';

/**
 * Several words are one query, as if one had written them with spaces between.
 * @param now epoch ms that times are counted from
 * @throws StreamgaugeError `bad-arguments` with a sentence that names the argument; for a query with a line under it that
 *   points at what is wrong
 */
export function parseQueryArguments(args: readonly string[], now = Date.now()): QueryArguments {
  const { values, positionals } = flagsOf(args);
  const text = positionals.join(' ');
  const parsed = parseQuery(text, now);
  if (!parsed.ok) throw queryFault(text, parsed.problem);
  const since = timeOf('--since', values.since, now);
  const until = timeOf('--until', values.until, now);
  if (since !== null && until !== null && until <= since) {
    throw bad(`--until ${values.until} is not after --since ${values.since}: no event can be between.`);
  }
  const count = values.count === true;
  if (count && values.format !== undefined) {
    throw bad('--count prints a number and --format says how events are printed. Keep one.');
  }
  return {
    query: text,
    now,
    since,
    until,
    sources: values.source ?? [],
    limit: limitOf(values.limit),
    count,
    format: formatOf(values.format),
    reverse: values.reverse === true,
    all: values.all === true,
    redact: values['no-redact'] !== true,
    dataFolder: values['data-folder'] ?? null,
  };
}

function flagsOf(args: readonly string[]): ReturnType<typeof parseFlags<typeof FLAGS>> {
  try {
    return parseFlags(args, FLAGS);
  } catch (error) {
    const negated = args.find((arg) => /^-[^-\s]*[:"(*/]/u.test(arg));
    if (negated === undefined || !(error instanceof StreamgaugeError)) throw error;
    throw bad(
      error.message,
      `A query that begins with - stands behind --: streamgauge query -- '${negated}'`,
    );
  }
}

function timeOf(option: string, text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const time = readTime(AGO.test(text) ? `-${text}` : text, now);
  if (!time) throw bad(`${option} takes a time, not ${JSON.stringify(text)}.`, TIME_HINT);
  return time.from;
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw bad(`--limit takes a whole number from 1 on, not ${JSON.stringify(text)}.`);
  }
  return value;
}

function formatOf(text: string | undefined): QueryFormat {
  if (text === undefined) return 'text';
  const format = QUERY_FORMATS.find((one) => one === text);
  if (!format) throw bad(`--format takes ${QUERY_FORMATS.join(', ')}, not ${JSON.stringify(text)}.`);
  return format;
}
