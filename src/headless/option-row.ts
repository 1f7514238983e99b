import { delimiter } from 'node:path';
import type { HubOptions } from '../main/hub/options';
import { text, type OptionType } from './option-types';

/** Headings of the help, in their order. */
export const OPTION_GROUPS = [
  'Listening',
  'Access',
  'History',
  'Connections',
  'Several hubs',
  'Feeding it',
  'Trying clients out',
  'Watching it',
] as const;

/** Names of the hub's options that take a value of this type. */
type HubKey<T> = {
  [K in keyof HubOptions]-?: T extends NonNullable<HubOptions[K]> ? K : never;
}[keyof HubOptions];

interface Row<T> {
  readonly group: (typeof OPTION_GROUPS)[number];
  readonly type: OptionType<T>;
  /** One sentence. */
  readonly help: string;
  /** The flag without its dashes, where it is not simply the name: `token` for `tokens`. */
  readonly flag?: string;
  /** The option of the hub that it is, one to one. Others are put together in `hub-options.ts`. */
  readonly hub?: HubKey<T>;
  /** Never shown; can be given in a file, and the variable then ends in `_FILE`. */
  readonly secret?: true;
  /** Not a secret, but can be given in a file all the same. */
  readonly orFile?: true;
}
export interface Optional<T> extends Row<T> {
  readonly arity: 'optional';
  /** What happens without it. */
  readonly unset: string;
}
export interface Defaulted<T> extends Row<T> {
  readonly arity: 'one';
  readonly default: NoInfer<T>;
}
export interface List<T> extends Omit<Row<T>, 'hub'> {
  readonly arity: 'list';
  readonly hub?: HubKey<readonly T[]>;
  readonly unset: string;
  /** What separates values in a variable or file. A flag is given again, or takes commas where this does. */
  readonly separator: RegExp;
}
export type ServeOption<T = unknown> = Optional<T> | Defaulted<T> | List<T>;

export const optional = <T>(row: Omit<Optional<T>, 'arity'>): Optional<T> => ({ arity: 'optional', ...row });
export const one = <T>(row: Omit<Defaulted<T>, 'arity'>): Defaulted<T> => ({ arity: 'one', ...row });
const COMMAS_OR_SPACES = /[\s,]+/u;
/** For values that have commas inside. */
export const SPACES = /\s+/u;
/** As in `PATH`. */
export const BETWEEN_FILES = new RegExp(`[${delimiter}\\n]`, 'u');
export const list = <T>(row: Omit<List<T>, 'arity' | 'separator'> & { separator?: RegExp }): List<T> => ({
  arity: 'list',
  separator: COMMAS_OR_SPACES,
  ...row,
});
/** @param is what kind of file, as it reads in a sentence */
export const path = (is: string): OptionType<string> => text('PATH', is);
