import { urlProblem } from '@shared/source';
import type { HealthArguments } from './health';
import { isHelpTopic, type HelpTopic } from './help';
import { badArguments as bad, parseFlags } from './parse-flags';
import { parseQueryArguments, type QueryArguments } from './query-arguments';
import { readServeOptions, type ReadOptions } from './read-serve-options';
import { parseTail, type TailArguments } from './tail-arguments';
import type { TypesArguments } from './types';

export type Command =
  | { readonly name: 'serve'; readonly args: ReadOptions }
  | { readonly name: 'tail'; readonly args: TailArguments }
  | { readonly name: 'query'; readonly args: QueryArguments }
  | { readonly name: 'types'; readonly args: TypesArguments }
  | { readonly name: 'health'; readonly args: HealthArguments }
  /** `of`: the command whose options were asked for. */
  | { readonly name: 'help'; readonly of: HelpTopic }
  | { readonly name: 'version' };

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StreamgaugeError `bad-arguments` with a sentence that names the argument or variable */
export function parseCommand(argv: readonly string[], env: Environment): Command {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') return { name: 'help', of: 'all' };
  if (name === 'help') return { name: 'help', of: isHelpTopic(rest[0]) ? rest[0] : 'all' };
  if (name === '--version' || name === '-v') return { name: 'version' };
  if (rest.includes('--help') || rest.includes('-h'))
    return { name: 'help', of: isHelpTopic(name) ? name : 'all' };
  if (name === 'serve') return { name, args: readServeOptions(rest, env) };
  if (name === 'tail') return { name, args: parseTail(rest, env) };
  if (name === 'query') return { name, args: parseQueryArguments(rest) };
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
  if (/^\s*wss?:/iu.test(url)) throw bad('health asks by HTTP. Start with http:// or https://.');
  return { url: url.trim() };
}
