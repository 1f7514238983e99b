import type { Rule } from '@shared/rule';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from './read-json';
import { readRuleList } from './rule-list';
import { blobOf, MAX_BLOB, readSecret, type Secret } from './secret';
import type { SecretCipher } from './secret-cipher';

/** A rule with the secret that signs its webhooks. */
export interface StoredRule {
  readonly rule: Rule;
  readonly secret: Secret | null;
}

const storedSecret = v.object({
  /** In clear only when somebody wrote it there by hand. */
  value: v.optional(v.pipe(v.string(), v.maxLength(1_024))),
  blob: v.optional(v.pipe(v.string(), v.maxLength(MAX_BLOB))),
});

/**
 * Reads rules.json. What cannot be used is left out and named in `problems`.
 * @throws when there is no list
 */
export function readEntries(
  document: JsonObject,
  cipher: SecretCipher,
): { value: readonly StoredRule[]; problems: readonly string[]; holdsClearSecrets: boolean } {
  const list = document['rules'];
  if (!Array.isArray(list)) throw new Error('it has no list of rules');
  const { rules, problems } = readRuleList(list);
  const secrets = document['secrets'];
  let holdsClearSecrets = false;
  const secretOf = (id: string): Secret | null => {
    if (!isJsonObject(secrets) || !Object.hasOwn(secrets, id)) return null;
    const { success, output } = v.safeParse(storedSecret, secrets[id]);
    if (!success) {
      problems.push('A secret of a webhook was left out.');
      return null;
    }
    holdsClearSecrets ||= output.value !== undefined;
    return readSecret(output, cipher);
  };
  return { value: rules.map((rule) => ({ rule, secret: secretOf(rule.id) })), problems, holdsClearSecrets };
}

/** For rules.json: no secret in clear. */
export function writeEntries(entries: readonly StoredRule[]): JsonObject {
  const secrets = entries.flatMap(({ rule, secret }) =>
    secret?.blob == null ? [] : [[rule.id, blobOf(secret)] as const],
  );
  return {
    rules: entries.map(({ rule }) => rule),
    ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets) }),
  };
}
