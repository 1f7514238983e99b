import { readFileSync, statSync } from 'node:fs';
import { StreamgaugeError, type Problem } from '@shared/errors';
import { nearest } from './nearest';
import { badArguments, parseFlags, type FlagOptions } from './parse-flags';
import type { ServeOption } from './option-row';
import { OPTIONS, type OptionName, type ServeSettings } from './serve-options';

export interface ReadOptions {
  readonly settings: ServeSettings;
  /** What is probably a mistake but no reason not to start. */
  readonly warnings: readonly Problem[];
}

/** Texts of one option together with how a sentence names where they were given. */
interface Given {
  readonly from: string;
  readonly texts: readonly string[];
}

const PREFIX = 'STREAMGAUGE_';
/** Longest file that a secret or a list is read from, bytes. */
const MAX_FILE_BYTES = 1024 * 1024;
const HINT = 'streamgauge serve --help lists every option.';

/**
 * Reads the options of `serve` from flags and environment variables; a flag wins. An empty variable counts as not set.
 * @throws StreamgaugeError `bad-arguments`: the sentence names the flag or variable, and never shows a secret
 */
export function readServeOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadOptions {
  const { values, positionals } = parseFlags(args, flagOptions());
  if (positionals.length > 0)
    throw badArguments(`serve takes no ${JSON.stringify(positionals[0]!.slice(0, 40))}.`, HINT);
  const flags = values as Record<string, string[] | boolean | undefined>;
  const settings: Partial<Record<OptionName, unknown>> = {};
  for (const { name, flag, variable, option } of OPTIONS) {
    settings[name] = valueOf(
      option,
      fromFlags(option, flag, flags) ?? fromEnvironment(option, variable, env),
    );
  }
  return { settings: settings as ServeSettings, warnings: unknownVariables(env) };
}

function flagOptions(): FlagOptions {
  const options: FlagOptions = {};
  for (const { flag, option } of OPTIONS) {
    if (isOnOff(option)) {
      options[flag] = { type: 'boolean' };
      options[`no-${flag}`] = { type: 'boolean' };
    } else {
      options[flag] = { type: 'string', multiple: true };
    }
    if (mayBeFile(option)) options[`${flag}-file`] = { type: 'string', multiple: true };
  }
  return options;
}

/** A flag without a value. */
export function isOnOff(option: ServeOption): boolean {
  return option.type.placeholder === '';
}

/** Whether `--…-file` and `…_FILE` name a file that holds the value. */
export function mayBeFile(option: ServeOption): boolean {
  return option.secret === true || option.orFile === true;
}

function fromFlags(
  option: ServeOption,
  flag: string,
  flags: Record<string, string[] | boolean | undefined>,
): Given | null {
  const on = flags[flag];
  const off = flags[`no-${flag}`];
  if (on === true && off === true)
    throw badArguments(`--${flag} and --no-${flag} are both given. Keep one.`, HINT);
  if (on === true || off === true) return { from: `--${flag}`, texts: [String(on === true)] };
  const given = Array.isArray(on) ? on : null;
  const files = flags[`${flag}-file`];
  if (given && files) throw badArguments(`--${flag} and --${flag}-file are both given. Keep one.`, HINT);
  if (Array.isArray(files)) {
    const from = `--${flag}-file`;
    return { from, texts: files.flatMap((file) => split(option, readText(from, file))) };
  }
  if (!given) return null;
  // Of a single value the last one counts, as elsewhere: a script can add to what it was given.
  if (option.arity !== 'list') return { from: `--${flag}`, texts: given.slice(-1) };
  const texts = option.separator.test(',')
    ? given.flatMap((text) => text.split(',').map((part) => part.trim()))
    : given;
  return { from: `--${flag}`, texts };
}

function fromEnvironment(
  option: ServeOption,
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
): Given | null {
  const text = env[variable]?.trim() ?? '';
  const file = mayBeFile(option) ? (env[`${variable}_FILE`]?.trim() ?? '') : '';
  if (text !== '' && file !== '')
    throw badArguments(`${variable} and ${variable}_FILE are both set. Keep one.`, HINT);
  if (file !== '')
    return { from: `${variable}_FILE`, texts: split(option, readText(`${variable}_FILE`, file)) };
  return text === '' ? null : { from: variable, texts: split(option, text) };
}

/** Several values of one text; lines that begin with `#` are comments. */
function split(option: ServeOption, text: string): string[] {
  if (option.arity !== 'list') return [text.trim()];
  return text
    .split(/\r?\n/u)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .split(option.separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readText(from: string, path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new StreamgaugeError(
      'bad-arguments',
      `${from} names ${path}, which cannot be read: ${code ?? message}.`,
      {
        hint: 'Check the path, and that this user may read it.',
        cause,
      },
    );
  }
}

function valueOf(option: ServeOption, given: Given | null): unknown {
  if (given === null)
    return option.arity === 'list' ? [] : option.arity === 'one' ? option.default : undefined;
  const values = given.texts.map((text) => read(option, given.from, text));
  return option.arity === 'list' ? values : values[0];
}

function read(option: ServeOption, from: string, text: string): unknown {
  try {
    return option.type.read(text);
  } catch (error) {
    const takes = `${from} takes ${(error as Error).message}`;
    if (option.secret === true || option.orFile === true) throw badArguments(`${takes}.`, HINT);
    // Kubernetes puts such variables into every container when a service has our name.
    const isServiceLink = from.startsWith(PREFIX) && /^tcp:\/\//u.test(text);
    throw badArguments(
      `${takes}, not ${JSON.stringify(text.slice(0, 80))}.`,
      isServiceLink
        ? 'Kubernetes has set it: say enableServiceLinks: false in the pod, or name the service otherwise.'
        : HINT,
    );
  }
}

/** A misspelt variable would be ignored in silence otherwise. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): Problem[] {
  const known = OPTIONS.flatMap(({ variable, option }) =>
    mayBeFile(option) ? [variable, `${variable}_FILE`] : [variable],
  );
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .slice(0, 20)
    .map((name) => {
      const meant = nearest(
        name.slice(PREFIX.length),
        known.map((variable) => variable.slice(PREFIX.length)),
      );
      return {
        code: 'unknown-variable',
        message: `${name} is not an option of serve and has no effect.`,
        hint: meant === null ? HINT : `Is it ${PREFIX}${meant}?`,
      };
    });
}
