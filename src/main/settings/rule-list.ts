import { randomUUID } from 'node:crypto';
import { MAX_RULES, ruleSchema, type Rule } from '@shared/rule';
import { plainText } from '@shared/plain-text';
import { phrase } from '@shared/sentences/phrase';
import * as v from 'valibot';
import { isJsonObject } from './read-json';

const ID = /^[A-Za-z0-9_-]{1,64}$/u;
const MAX_NAME = 80;

/**
 * Reads a list of rules one by one. What cannot be used is left out, and named in `problems`, each a whole sentence.
 * A rule whose id is none, or was taken before it, gets another.
 */
export function readRuleList(
  list: readonly unknown[],
  room = MAX_RULES,
): { readonly rules: Rule[]; readonly problems: string[] } {
  const problems: string[] = [];
  const rules: Rule[] = [];
  for (const [index, item] of list.entries()) {
    if (rules.length === room) {
      const left = list.length - index;
      problems.push(
        left === 1
          ? `1 rule was left out: there is room for ${MAX_RULES}.`
          : `${left} rules were left out: there is room for ${MAX_RULES}.`,
      );
      break;
    }
    const parsed = v.safeParse(ruleSchema, withId(item, rules), { abortEarly: true });
    const label = labelOf(item, index);
    const why = parsed.success ? contradiction(parsed.output) : null;
    if (!parsed.success) problems.push(whatIsWrong(label, parsed.issues[0]));
    else if (why !== null) problems.push(`Rule ${label} was left out: ${why}.`);
    else rules.push(parsed.output);
  }
  return { rules, problems };
}

/** What of a rule does not go together, as the end of a sentence; null when all does. */
export function contradiction({ when, then }: Pick<Rule, 'when' | 'then'>): string | null {
  if (!then.some((action) => action.do === 'mute')) return null;
  if (when.kind !== 'event') return phrase('only events can be muted, not a moment');
  return then.length > 1 ? phrase('a rule that mutes does nothing else') : null;
}

function withId(item: unknown, before: readonly Rule[]): unknown {
  if (!isJsonObject(item)) return item;
  const { id } = item;
  const isFree = typeof id === 'string' && ID.test(id) && before.every((rule) => rule.id !== id);
  return isFree ? item : { ...item, id: randomUUID() };
}

/** `3 (Late orders)`: its place in the list, and its name as far as it has one. */
function labelOf(item: unknown, index: number): string {
  const name =
    isJsonObject(item) && typeof item['name'] === 'string' ? plainText(item['name'], MAX_NAME) : '';
  return name === '' ? String(index + 1) : `${index + 1} (${name})`;
}

function whatIsWrong(label: string, issue: v.BaseIssue<unknown>): string {
  // Not the value: that may be long, or a secret.
  const where = v.getDotPath(issue);
  if (where === null) return `Rule ${label} was left out: it is not an object.`;
  return issue.received === 'undefined'
    ? `Rule ${label} was left out: ${where} is missing.`
    : `Rule ${label} was left out: ${where} has a value that is not possible.`;
}
