import { TRANSPORTS, type Transport } from '@shared/connection';
import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem, headerValueProblem } from '@shared/source';
import { METHODS, type Method } from '@shared/source-options';
import { readUrl } from '../main/settings/address';
import { expand } from '../main/sources/credentials/variables';
import { badArguments as bad, parseFlags } from './parse-flags';

/** Longest time that `--for` takes, s. */
const MAX_SECONDS = 2_000_000;
const MAX_RETRIES = 1_000_000;

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What `streamgauge tail` was asked for. Texts may hold `{{env.NAME}}`. */
export interface TailArguments {
  /** Without a user name: that is a header. */
  readonly url: string;
  /** In the order they are tried. */
  readonly transports: readonly Transport[];
  readonly headers: readonly Header[];
  readonly method: Method;
  /** Texts and files, joined with `&`; a file called `-` is standard input. */
  readonly data: readonly ({ readonly text: string } | { readonly file: string })[];
  readonly contentType: string | null;
  /** `name:password` */
  readonly user: string | null;
  /** May hold credentials. */
  readonly proxy: string | null;
  /** Hosts that are reached straight, as in `NO_PROXY`. */
  readonly noProxy: string | null;
  /** Files of PEM. */
  readonly cacert: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** Of the key. */
  readonly pass: string | null;
  readonly insecure: boolean;
  readonly unixSocket: string | null;
  readonly http1Only: boolean;
  /** `''` for none. */
  readonly lastEventId: string;
  /** Failed attempts in a row after which it ends; 0: it connects once. */
  readonly retryMax?: number;
  /** Ends after so many events. */
  readonly count?: number;
  /** Ends after so long, ms. */
  readonly forMs?: number;
  /** Prints what is received as it is. */
  readonly raw: boolean;
}

const FLAGS = {
  header: { type: 'string', short: 'H', multiple: true },
  method: { type: 'string', short: 'X' },
  data: { type: 'string', short: 'd', multiple: true },
  'content-type': { type: 'string' },
  user: { type: 'string', short: 'u' },
  proxy: { type: 'string', short: 'x' },
  'no-proxy': { type: 'string' },
  cacert: { type: 'string' },
  cert: { type: 'string', short: 'E' },
  key: { type: 'string' },
  pass: { type: 'string' },
  insecure: { type: 'boolean', short: 'k' },
  'unix-socket': { type: 'string' },
  'http1.1': { type: 'boolean' },
  'last-event-id': { type: 'string' },
  strategy: { type: 'string' },
  'retry-max': { type: 'string' },
  count: { type: 'string' },
  for: { type: 'string' },
  raw: { type: 'boolean' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StreamgaugeError `bad-arguments` with a sentence that names the argument */
export function parseTail(args: readonly string[], env: Environment): TailArguments {
  const { values, positionals } = parseFlags(args, FLAGS);
  const [address, ...more] = positionals;
  if (address === undefined) throw bad('tail needs the address of an event stream.');
  if (more.length > 0) throw bad(`tail takes one address; ${JSON.stringify(more[0])} is one too many.`);
  const { url, credentials } = readAddress(address);
  assertSet(url, env);
  const headers = (values.header ?? []).map((header) => parseHeader(header, env));
  const user = readUser(values.user, credentials, headers);
  const data = (values.data ?? []).map((text) => (text.startsWith('@') ? { file: text.slice(1) } : { text }));
  const method = methodOf(values.method, data.length > 0);
  if (values.key !== undefined && values.cert === undefined) {
    throw bad('--key needs the certificate that it belongs to: give --cert as well.');
  }
  return {
    url,
    transports: transportsOf(values.strategy ?? (/^wss?:/iu.test(url) ? 'websocket' : 'sse')),
    headers,
    method,
    data,
    contentType: values['content-type'] ?? null,
    user,
    proxy: values.proxy ?? null,
    noProxy: values['no-proxy'] ?? null,
    cacert: values.cacert ?? null,
    cert: values.cert ?? null,
    key: values.key ?? null,
    pass: values.pass ?? null,
    insecure: values.insecure === true,
    unixSocket: values['unix-socket'] ?? null,
    http1Only: values['http1.1'] === true,
    lastEventId: values['last-event-id'] ?? '',
    raw: values.raw === true,
    ...optional('retryMax', numberOf('--retry-max', values['retry-max'], 0, MAX_RETRIES, true), 1),
    ...optional('count', numberOf('--count', values.count, 1, Number.MAX_SAFE_INTEGER, true), 1),
    ...optional('forMs', numberOf('--for', values.for, 0.001, MAX_SECONDS), 1_000),
  };
}

function readAddress(text: string): { url: string; credentials: string | null } {
  try {
    return readUrl(text);
  } catch (error) {
    throw bad((error as Error).message);
  }
}

/** Variables of the process only; each has to be set. */
function assertSet(text: string, env: Environment): string {
  if (!text.includes('{{')) return text;
  try {
    return expand(text, { variables: {}, processEnv: env }).text;
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    throw bad(error.message, 'Write {{env.NAME}} for a variable of the environment, and set it.');
  }
}

/** Both are sent as a header (RFC 7617), since HTTP libraries leave userinfo out and sentences would show it. */
function readUser(
  user: string | undefined,
  credentials: string | null,
  headers: readonly Header[],
): string | null {
  if (user === undefined && credentials === null) return null;
  if (user !== undefined && credentials !== null) {
    throw bad('There is a user name in the address and one in --user. Keep one.');
  }
  if (headers.some(({ name }) => name.toLowerCase() === 'authorization')) {
    const where = user === undefined ? 'The address has a user name in it' : 'There is a --user';
    throw bad(`${where}, and there is an Authorization header as well. Keep one.`);
  }
  return user ?? credentials;
}

function methodOf(text: string | undefined, hasData: boolean): Method {
  if (text === undefined) return hasData ? 'POST' : 'GET';
  const method = METHODS.find((one) => one === text.toUpperCase());
  if (!method) throw bad(`--method takes ${METHODS.join(', ')}, not ${JSON.stringify(text)}.`);
  if (method === 'GET' && hasData) {
    throw bad('A GET request carries no body: leave --data or --method out.');
  }
  return method;
}

function transportsOf(strategy: string): readonly Transport[] {
  if (strategy === 'auto') return TRANSPORTS;
  const transport = TRANSPORTS.find((each) => each === strategy);
  if (transport) return [transport];
  throw bad(`--strategy takes auto, ${TRANSPORTS.join(', ')}, not ${JSON.stringify(strategy)}.`);
}

function parseHeader(text: string, env: Environment): Header {
  const colon = text.indexOf(':');
  if (colon === -1)
    throw bad(`The header ${JSON.stringify(text.slice(0, 40))} has no colon. Write it as 'Name: value'.`);
  const name = text.slice(0, colon).trim();
  const value = text.slice(colon + 1).trim();
  const problem = headerNameProblem(name) ?? headerValueProblem(name, assertSet(value, env));
  if (problem) throw bad(problem);
  return { name, value };
}

function numberOf(
  option: string,
  text: string | undefined,
  low: number,
  high: number,
  whole = false,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/u.test(text) || value < low || value > high || (whole && !Number.isInteger(value))) {
    throw bad(
      `${option} takes a ${whole ? 'whole ' : ''}number from ${low} to ${high}, not ${JSON.stringify(text)}.`,
    );
  }
  return value;
}

function optional<K extends string>(
  key: K,
  value: number | undefined,
  factor: number,
): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: Math.round(value * factor) }) as { [P in K]?: number };
}
