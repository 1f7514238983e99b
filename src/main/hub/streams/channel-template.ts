import { assertChannelName, assertChannelPattern, channelParts, type ChannelPart } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';

/** What stands for the levels that `**` leaves open. */
export const REST = 'rest';

/** What a template needs for a channel: `{itemId: string | number}` for `CommentStream:item:{itemId}`. */
export type ChannelParams<Template extends string> = string extends Template
  ? Readonly<Record<string, string | number>>
  : { readonly [Name in ParamNames<Template>]: string | number };

type ParamNames<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : T extends `${string}**`
    ? typeof REST
    : never;

/**
 * The channels of a stream: `CommentStream:item:{itemId}`. A parameter stands for (a part of) one level, `**` at the end
 * for one or more.
 */
export interface ChannelTemplate {
  readonly text: string;
  /** Names of the parameters in their order; `rest` for `**`. */
  readonly params: readonly string[];
  matches(channel: string): boolean;
  /** Whether a name or pattern that somebody subscribes to takes in a channel of this template, or may. */
  overlaps(pattern: string): boolean;
  /**
   * The channel for these values.
   * @throws StreamgaugeError `bad-channel-param`, `bad-channel`
   */
  channelFor(params: Readonly<Record<string, string | number>>): string;
}

interface Level {
  readonly separator: ChannelPart['separator'];
  readonly before: string;
  /** Null for a level without one. */
  readonly param: string | null;
  readonly after: string;
}

const PARAM = /^([^{}]*)(?:\{([A-Za-z_][A-Za-z0-9_]{0,63})\})?([^{}]*)$/u;
const HINT = 'Write it as CommentStream:item:{itemId}, or CommentStream:** for all channels below a name.';

/** @throws StreamgaugeError `bad-stream` when the text is no template, with `where` in its sentence */
export function parseChannelTemplate(text: string, where: string): ChannelTemplate {
  const bad = (what: string, cause?: unknown): StreamgaugeError =>
    new StreamgaugeError('bad-stream', `The channel of ${where} ${what}.`, {
      hint: HINT,
      ...(cause !== undefined && { cause }),
    });
  const parts = channelParts(text);
  const open = parts.length > 1 && parts.at(-1)!.text === '**';
  const levels: Level[] = (open ? parts.slice(0, -1) : parts).map(({ separator, text: level }) => {
    const match = PARAM.exec(level);
    if (!match) throw bad(`has braces that are not one {name} in a level`);
    const [, before = '', param = null, after = ''] = match;
    if (level.includes('*')) throw bad('has a * that is not ** as the last level');
    if (level === '') throw bad('has an empty level');
    return { separator, before, param, after };
  });
  const rest = open ? parts.at(-1)!.separator : null;
  const params = levels.flatMap(({ param }) => param ?? []).concat(rest === null ? [] : REST);
  const twice = params.find((name, i) => params.indexOf(name) !== i);
  if (twice !== undefined) throw bad(`has the parameter {${twice}} twice`);
  try {
    assertChannelPattern(text.replaceAll(/[{}]/gu, ''));
  } catch (cause) {
    throw bad(`is no channel name: ${(cause as Error).message}`, cause);
  }

  return {
    text,
    params,
    matches(channel) {
      const have = channelParts(channel);
      return (
        (rest === null
          ? have.length === levels.length
          : have.length > levels.length && have[levels.length]!.separator === rest) &&
        levels.every((level, i) => fits(level, have[i]!))
      );
    },
    overlaps: (pattern) => pattern === '**' || mayMeet(levels, rest, channelParts(pattern)),
    channelFor(given) {
      let channel = '';
      for (const { separator, before, param, after } of levels) {
        channel += separator + before + (param === null ? '' : level(where, param, given)) + after;
      }
      if (rest !== null) channel += rest + value(where, REST, given);
      assertChannelName(channel);
      return channel;
    },
  };
}

function fits({ separator, before, param, after }: Level, have: ChannelPart): boolean {
  if (separator !== have.separator) return false;
  if (param === null) return have.text === before;
  return (
    have.text.length > before.length + after.length &&
    have.text.startsWith(before) &&
    have.text.endsWith(after)
  );
}

function mayMeet(levels: readonly Level[], rest: string | null, pattern: readonly ChannelPart[]): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const part = pattern[i]!;
    const level = levels[i];
    if (level === undefined) return rest !== null && (i > levels.length || part.separator === rest);
    if (part.separator !== level.separator) return false;
    if (part.text === '**' && i === pattern.length - 1) return true;
    if (part.text !== '*' && !fits(level, part)) return false;
  }
  return rest === null && pattern.length === levels.length;
}

function level(where: string, name: string, given: Readonly<Record<string, string | number>>): string {
  const text = value(where, name, given);
  if (!/[:/]/u.test(text)) return text;
  throw new StreamgaugeError(
    'bad-channel-param',
    `The parameter ${name} of ${where} has a : or / in it, which would add a level to the channel.`,
  );
}

function value(where: string, name: string, given: Readonly<Record<string, string | number>>): string {
  const text = Object.hasOwn(given, name) ? String(given[name]) : '';
  if (text !== '') return text;
  throw new StreamgaugeError('bad-channel-param', `The parameter ${name} of ${where} is missing or empty.`);
}
