import { parseArgs } from 'node:util';
import { StreamgaugeError } from '@shared/errors';
import { nearest } from './nearest';

export type FlagOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** What a command says when its arguments are wrong. */
export function badArguments(
  message: string,
  hint = 'streamgauge --help lists what there is.',
): StreamgaugeError {
  return new StreamgaugeError('bad-arguments', message, { hint });
}

/** @throws StreamgaugeError `bad-arguments` for a flag that is not known or lacks its value */
export function parseFlags<O extends FlagOptions>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    // Node's sentence, without its advice about "--".
    const message = (cause as Error).message.split('. ')[0]!.replace(/\.?$/u, '.');
    const unknown = /^Unknown option '(--[^']+)'/u.exec(message)?.[1];
    const known = unknown === undefined ? null : nearest(unknown.slice(2), Object.keys(options));
    if (known !== null) throw badArguments(`${message} Is it --${known}?`);
    throw badArguments(message);
  }
}
