import { randomUUID } from 'node:crypto';
import { MAX_ENVIRONMENTS, MAX_VARIABLES, VARIABLE_NAME } from '@shared/environment';
import { cutText } from '@shared/text';
import * as v from 'valibot';
import type { Environment, Environments, EnvironmentVariable } from './environments';
import { isJsonObject, type JsonObject } from './read-json';
import { blobOf, MAX_BLOB, readSecret } from './secret';
import type { SecretCipher } from './secret-cipher';
import { cleanName } from './source-draft';

const ID = /^[A-Za-z0-9_-]{1,64}$/u;
const MAX_NAME = 60;

export const NO_ENVIRONMENTS: Environments = { chosen: null, environments: [], processNames: [] };

const storedVariable = v.object({
  name: v.pipe(v.string(), v.regex(VARIABLE_NAME)),
  secret: v.optional(v.boolean(), false),
  /** In clear; of a secret only when somebody wrote it there by hand. */
  value: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
  /** Encrypted. A secret without it has to be entered again. */
  blob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
});

interface Read {
  readonly value: Environments;
  readonly problems: string[];
  /** A secret stands in clear in the document, written by hand: it is to be rewritten. */
  readonly holdsClearSecrets: boolean;
}

/**
 * Reads environments.json. What cannot be used is left out and named in `problems`.
 * @throws when there is no list
 */
export function readEnvironments(document: JsonObject, cipher: SecretCipher): Read {
  const list = document['environments'];
  if (!Array.isArray(list)) throw new Error('it has no list of environments');
  const problems: string[] = [];
  const environments: Environment[] = [];
  let holdsClearSecrets = false;
  if (list.length > MAX_ENVIRONMENTS) problems.push(`There are more than ${MAX_ENVIRONMENTS} environments.`);
  for (const [index, item] of list.slice(0, MAX_ENVIRONMENTS).entries()) {
    if (!isJsonObject(item)) {
      problems.push(`Environment ${index + 1} was left out.`);
      continue;
    }
    const name = cutText(cleanName(text(item['name'])), MAX_NAME) || `environment ${index + 1}`;
    const variables: EnvironmentVariable[] = [];
    const stored = Array.isArray(item['variables']) ? item['variables'] : [];
    for (const [at, entry] of stored.slice(0, MAX_VARIABLES).entries()) {
      const { success, output } = v.safeParse(storedVariable, entry);
      if (!success || variables.some((other) => other.name === output.name)) {
        problems.push(`Variable ${at + 1} of ${name} was left out.`);
        continue;
      }
      holdsClearSecrets ||= output.secret && output.value !== undefined;
      variables.push(
        output.secret
          ? { name: output.name, secret: true, value: readSecret(output, cipher) }
          : { name: output.name, secret: false, value: output.value ?? '' },
      );
    }
    if (stored.length > MAX_VARIABLES) problems.push(`${name} has more than ${MAX_VARIABLES} variables.`);
    const id = text(item['id']);
    const isFree = ID.test(id) && environments.every((other) => other.id !== id);
    environments.push({ id: isFree ? id : randomUUID(), name, variables });
  }
  const chosen = text(document['chosen']);
  return {
    value: {
      chosen: environments.some(({ id }) => id === chosen) ? chosen : null,
      environments,
      processNames: readNames(document['processNames']),
    },
    problems,
    holdsClearSecrets,
  };
}

/** For environments.json: no secret in clear. */
export function writeEnvironments({ chosen, environments, processNames }: Environments): JsonObject {
  return {
    chosen,
    environments: environments.map(({ id, name, variables }) => ({
      id,
      name,
      variables: variables.map((variable) =>
        variable.secret
          ? { name: variable.name, secret: true, ...blobOf(variable.value) }
          : { name: variable.name, secret: false, value: variable.value },
      ),
    })),
    processNames,
  };
}

function readNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const names = value.filter((name): name is string => typeof name === 'string' && VARIABLE_NAME.test(name));
  return [...new Set(names)].slice(0, MAX_VARIABLES);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
