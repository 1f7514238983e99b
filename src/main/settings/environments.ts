import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { StreamgaugeError } from '@shared/errors';
import { maskOf, newSecret, type Secret } from './secret';
import { cleanName } from './source-draft';

/** A variable with its value, as sources use it. */
export interface SetVariable {
  readonly value: string;
  readonly secret: boolean;
}

export type EnvironmentVariable =
  | { readonly name: string; readonly secret: false; readonly value: string }
  | { readonly name: string; readonly secret: true; readonly value: Secret };

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly variables: readonly EnvironmentVariable[];
}

/** Everything that is kept of environments. Immutable. */
export interface Environments {
  /** One of those, or null. */
  readonly chosen: string | null;
  readonly environments: readonly Environment[];
  readonly processNames: readonly string[];
}

/**
 * Makes what is kept from what a person typed.
 * @throws StreamgaugeError `bad-environment` for a name that is there twice, `secret-needed` for a secret without a value
 */
export function fromDraft(draft: EnvironmentsDraft, previous: Environments): Environments {
  assertOnce(
    draft.environments.map(({ id }) => id),
    (id) => `Two environments have the id ${id}.`,
  );
  const environments = draft.environments.map((entered): Environment => {
    const name = cleanName(entered.name) || 'environment';
    const before = previous.environments.find(({ id }) => id === entered.id);
    assertOnce(
      entered.variables.map((variable) => variable.name),
      (variable) => `The variable {{${variable}}} is there twice in ${name}.`,
    );
    return {
      id: entered.id,
      name,
      variables: entered.variables.map((variable) => readVariable(variable, before, name)),
    };
  });
  return {
    chosen: environments.some(({ id }) => id === draft.chosen) ? draft.chosen : null,
    environments,
    processNames: [...new Set(draft.processNames)],
  };
}

function readVariable(
  { name, value, secret }: EnvironmentsDraft['environments'][number]['variables'][number],
  before: Environment | undefined,
  environment: string,
): EnvironmentVariable {
  const kept = before?.variables.find((variable) => variable.name === name);
  if (!secret) {
    // Left out, a stored secret would come out in clear on the next look at the environment.
    if (value === undefined && kept?.secret) {
      throw new StreamgaugeError(
        'secret-needed',
        `The value of {{${name}}} in ${environment} is stored as a secret. Enter it again to keep it in clear.`,
      );
    }
    return { name, secret, value: value ?? (kept?.secret === false ? kept.value : '') };
  }
  if (value !== undefined) return { name, secret, value: newSecret(value) };
  if (kept) return { name, secret, value: kept.secret ? kept.value : newSecret(kept.value) };
  throw new StreamgaugeError(
    'secret-needed',
    `There is no stored value for {{${name}}} in ${environment}. Enter it.`,
  );
}

function assertOnce(names: readonly string[], sentence: (name: string) => string): void {
  const double = names.find((name, at) => names.indexOf(name) !== at);
  if (double !== undefined) throw new StreamgaugeError('bad-environment', sentence(double));
}

/** What the window may see. */
export function toEnvironmentsView({ chosen, environments, processNames }: Environments): EnvironmentsView {
  return {
    chosen,
    processNames,
    environments: environments.map(({ id, name, variables }) => ({
      id,
      name,
      variables: variables.map((variable) => ({
        name: variable.name,
        secret: variable.secret,
        value: variable.secret ? maskOf(variable.value) : variable.value,
        missing: variable.secret && variable.value.value === null,
      })),
    })),
  };
}

export function chosenVariables({ chosen, environments }: Environments): Record<string, SetVariable> {
  const set = environments.find(({ id }) => id === chosen)?.variables ?? [];
  return Object.fromEntries(
    set.flatMap(({ name, secret, value }): [string, SetVariable][] => {
      const text = secret ? value.value : value;
      return text === null ? [] : [[name, { value: text, secret }]];
    }),
  );
}
