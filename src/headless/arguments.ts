import { TRANSPORTS, type Transport } from '@shared/connection';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';
import type { HealthArguments } from './health';
import { badArguments as bad, parseFlags } from './parse-flags';
import { readServeOptions, type ReadOptions } from './read-serve-options';
import type { TailArguments } from './tail';
import type { TypesArguments } from './types';

export type Command =
  | { readonly name: 'serve'; readonly args: ReadOptions }
  | { readonly name: 'tail'; readonly args: TailArguments }
  | { readonly name: 'types'; readonly args: TypesArguments }
  | { readonly name: 'health'; readonly args: HealthArguments }
  /** `of`: the command whose options were asked for. */
  | { readonly name: 'help'; readonly of: 'all' | 'serve' }
  | { readonly name: 'version' };

const MAX_SECONDS = 2_000_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StreamgaugeError `bad-arguments` with a sentence that names the argument or variable */
export function parseCommand(argv: readonly string[], env: Environment): Command {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') return { name: 'help', of: 'all' };
  if (name === 'help') return { name: 'help', of: rest[0] === 'serve' ? 'serve' : 'all' };
  if (name === '--version' || name === '-v') return { name: 'version' };
  if (rest.includes('--help') || rest.includes('-h'))
    return { name: 'help', of: name === 'serve' ? 'serve' : 'all' };
  if (name === 'serve') return { name, args: readServeOptions(rest, env) };
  if (name === 'tail') return { name, args: parseTail(rest) };
  if (name === 'types') return { name, args: parseTypes(rest) };
  if (name === 'health') return { name, args: parseHealth(rest, env) };
  throw bad(`There is no command ${JSON.stringify(name)}.`);
}

function parseTypes(args: string[]): TypesArguments {
  const { values, positionals } = parseFlags(args, { out: { type: 'string' } });
  const [from, ...more] = positionals;
  if (from === undefined) throw bad('types needs an AsyncAPI document: a file or an address.');
  if (more.length > 0) throw bad(`types takes one document; ${JSON.stringify(more[0])} is one too many.`);
  return { from, ...(values.out !== undefined && { out: values.out }) };
}

function parseHealth(args: string[], env: Environment): HealthArguments {
  const { positionals } = parseFlags(args, {});
  const [url, ...more] = positionals;
  if (more.length > 0) throw bad(`health takes one address; ${JSON.stringify(more[0])} is one too many.`);
  if (url === undefined) {
    const { host, port, tlsCert } = readServeOptions([], env).settings;
    return { host, port, secure: tlsCert !== undefined };
  }
  const problem = urlProblem(url);
  if (problem) throw bad(problem);
  return { url: url.trim() };
}

function parseTail(args: string[]): TailArguments {
  const { values, positionals } = parseFlags(args, {
    header: { type: 'string', short: 'H', multiple: true },
    'last-event-id': { type: 'string' },
    strategy: { type: 'string' },
    count: { type: 'string' },
    for: { type: 'string' },
  });
  const [url, ...more] = positionals;
  if (url === undefined) throw bad('tail needs the address of an event stream.');
  if (more.length > 0) throw bad(`tail takes one address; ${JSON.stringify(more[0])} is one too many.`);
  const problem = urlProblem(url);
  if (problem) throw bad(problem);
  const entered = withoutUserinfo(new URL(url.trim()), (values.header ?? []).map(parseHeader));
  return {
    ...entered,
    transports: transportsOf(values.strategy ?? 'sse'),
    lastEventId: values['last-event-id'] ?? '',
    ...optional('count', numberOf('--count', values.count, 1, Number.MAX_SAFE_INTEGER, true), 1),
    ...optional('forMs', numberOf('--for', values.for, 0.001, MAX_SECONDS), 1_000),
  };
}

function transportsOf(strategy: string): readonly Transport[] {
  if (strategy === 'auto') return TRANSPORTS;
  const transport = TRANSPORTS.find((each) => each === strategy);
  if (transport) return [transport];
  throw bad(`--strategy takes auto, ${TRANSPORTS.join(', ')}, not ${JSON.stringify(strategy)}.`);
}

/** `http://user:password@host/`: sent as a header (RFC 7617), since HTTP libraries leave it out and sentences would show it. */
function withoutUserinfo(url: URL, headers: Header[]): { url: string; headers: Header[] } {
  if (url.username === '' && url.password === '') return { url: url.href, headers };
  if (headers.some(({ name }) => name.toLowerCase() === 'authorization')) {
    throw bad('The address has a user name in it, and there is an Authorization header as well. Keep one.');
  }
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = '';
  url.password = '';
  const value = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url: url.href, headers: [{ name: 'Authorization', value }, ...headers] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseHeader(text: string): Header {
  const colon = text.indexOf(':');
  if (colon === -1)
    throw bad(`The header ${JSON.stringify(text.slice(0, 40))} has no colon. Write it as 'Name: value'.`);
  const name = text.slice(0, colon).trim();
  const value = text.slice(colon + 1).trim();
  const problem = headerNameProblem(name) ?? headerValueProblem(name, value);
  if (problem) throw bad(problem);
  return { name, value };
}

interface Header {
  readonly name: string;
  readonly value: string;
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
