import { parseArgs } from 'node:util';
import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem, headerValueProblem, urlProblem } from '@shared/source';
import type { ServeArguments } from './serve';
import type { TailArguments } from './tail';

export type Command =
  | { readonly name: 'serve'; readonly args: ServeArguments }
  | { readonly name: 'tail'; readonly args: TailArguments }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

export const HELP = `streamgauge: event streams in the terminal

  streamgauge serve [--port N] [--demo] [--heartbeat SECONDS]
      Runs the embedded event-stream server on 127.0.0.1.
      --port N             port to listen on (default 0: any free one)
      --demo               starts all demo scenes
      --heartbeat SECONDS  silence after which a heartbeat is sent (default 15; 0 for none)

  streamgauge tail URL [-H 'Name: value']... [--last-event-id ID] [--count N] [--for SECONDS]
      Follows an event stream and prints one JSON object a line.
      -H, --header         a header to send; may be given again
      --last-event-id ID   where to go on from
      --count N            ends after N events
      --for SECONDS        ends after this time

  streamgauge --help | --version

Exit codes: 0 done, 2 bad arguments, 3 could not connect (or not listen), 4 refused credentials.
`;

const DEFAULT_PORT = 0;
const MAX_SECONDS = 2_000_000;

const bad = (message: string): StreamgaugeError =>
  new StreamgaugeError('bad-arguments', message, { hint: 'streamgauge --help lists what there is.' });

/** @throws StreamgaugeError `bad-arguments` with a sentence that names the argument */
export function parseCommand(argv: readonly string[]): Command {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return { name: 'help' };
  if (name === '--version' || name === '-v') return { name: 'version' };
  if (rest.includes('--help') || rest.includes('-h')) return { name: 'help' };
  if (name === 'serve') return { name, args: parseServe(rest) };
  if (name === 'tail') return { name, args: parseTail(rest) };
  throw bad(`There is no command ${JSON.stringify(name)}.`);
}

function parseServe(args: string[]): ServeArguments {
  const { values, positionals } = parse(args, {
    port: { type: 'string' },
    demo: { type: 'boolean' },
    heartbeat: { type: 'string' },
  });
  if (positionals.length > 0) throw bad(`serve takes no ${JSON.stringify(positionals[0])}.`);
  return {
    port: numberOf('--port', values.port, 0, 65_535, true) ?? DEFAULT_PORT,
    demo: values.demo ?? false,
    ...optional('heartbeatMs', numberOf('--heartbeat', values.heartbeat, 0, 3_600), 1_000),
  };
}

function parseTail(args: string[]): TailArguments {
  const { values, positionals } = parse(args, {
    header: { type: 'string', short: 'H', multiple: true },
    'last-event-id': { type: 'string' },
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
    lastEventId: values['last-event-id'] ?? '',
    ...optional('count', numberOf('--count', values.count, 1, Number.MAX_SAFE_INTEGER, true), 1),
    ...optional('forMs', numberOf('--for', values.for, 0.001, MAX_SECONDS), 1_000),
  };
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

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse<O extends Options>(
  args: string[],
  options: O,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    // Node's sentence, without its advice about "--".
    throw new StreamgaugeError(
      'bad-arguments',
      (cause as Error).message.split('. ')[0]!.replace(/\.?$/u, '.'),
      {
        cause,
        hint: 'streamgauge --help lists what there is.',
      },
    );
  }
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
