import { COMMAND_OPTION_ROWS } from './command-option-rows';
import { HUB_OPTION_ROWS } from './hub-option-rows';
import type { Defaulted, List, Optional, ServeOption } from './option-row';

/**
 * Every option of `streamgauge serve`, once: the flags, the environment variables, `--help` and the table in
 * docs/command.md are made from it. The variable of `heartbeatInterval` is `STREAMGAUGE_HEARTBEAT_INTERVAL`, its flag
 * `--heartbeat-interval`.
 */
export const SERVE_OPTIONS = { ...HUB_OPTION_ROWS, ...COMMAND_OPTION_ROWS } as const;

export type OptionName = keyof typeof SERVE_OPTIONS;

type ValueOf<O> =
  O extends List<infer T>
    ? readonly T[]
    : O extends Defaulted<infer T>
      ? T
      : O extends Optional<infer T>
        ? T | undefined
        : never;

/** The values of all options. */
export type ServeSettings = { readonly [K in OptionName]: ValueOf<(typeof SERVE_OPTIONS)[K]> };

/** Every option with its names. */
export const OPTIONS: readonly {
  readonly name: OptionName;
  readonly flag: string;
  readonly variable: string;
  readonly option: ServeOption;
}[] = (Object.entries(SERVE_OPTIONS) as [OptionName, ServeOption][]).map(([name, option]) => ({
  name,
  flag: option.flag ?? kebab(name),
  variable: `STREAMGAUGE_${kebab(name).replaceAll('-', '_').toUpperCase()}`,
  option,
}));

function kebab(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
