import * as v from 'valibot';

export const MAX_ENVIRONMENTS = 32;
export const MAX_VARIABLES = 128;

/** `token` in `{{token}}`. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/u;

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/u));
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));

/**
 * Values for the `{{name}}` in addresses, headers, bodies and secrets of sources, in environments such as staging and
 * production, one of which is chosen. A secret value that is left out keeps the stored one.
 */
export const environmentsDraftSchema = v.object({
  /** Null for none: then no variable is set. */
  chosen: v.nullable(id),
  environments: v.pipe(
    v.array(
      v.object({
        id,
        name,
        variables: v.pipe(
          v.array(
            v.object({
              name: v.pipe(v.string(), v.regex(VARIABLE_NAME)),
              value: v.exactOptional(v.pipe(v.string(), v.maxLength(16_384))),
              secret: v.boolean(),
            }),
          ),
          v.maxLength(MAX_VARIABLES),
        ),
      }),
    ),
    v.maxLength(MAX_ENVIRONMENTS),
  ),
  /** Names of the process's environment variables that sources may use as `{{env.NAME}}`. */
  processNames: v.pipe(v.array(v.pipe(v.string(), v.regex(VARIABLE_NAME))), v.maxLength(MAX_VARIABLES)),
});
export type EnvironmentsDraft = v.InferOutput<typeof environmentsDraftSchema>;

/** A variable as the window may see it: a secret's value is replaced by a mask. */
export interface VariableView {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  /** A secret that must be entered again. */
  readonly missing: boolean;
}

export interface EnvironmentView {
  readonly id: string;
  readonly name: string;
  readonly variables: readonly VariableView[];
}

export interface EnvironmentsView {
  readonly chosen: string | null;
  readonly environments: readonly EnvironmentView[];
  readonly processNames: readonly string[];
}

const VARIABLE = /\{\{[^{}]*\}\}/gu;

/** A text in which every variable is replaced by something that fits its place, so that it can be parsed. */
export function withStandIns(text: string): string {
  return text.replace(VARIABLE, (_, at: number) =>
    // A port is a number; a host that ended in one would be read as an IPv4 address.
    text[at - 1] === ':' ? '1' : 'v1v',
  );
}

export function hasVariable(text: string): boolean {
  return text.search(VARIABLE) !== -1;
}
