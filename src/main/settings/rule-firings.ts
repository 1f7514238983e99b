import { MAX_RULES, type RuleFiring } from '@shared/rule';
import * as v from 'valibot';
import type { JsonFormat } from './json-file';
import { isJsonObject, type JsonObject } from './read-json';

/** How often rules acted, by the rule's id. */
export type RuleFirings = ReadonlyMap<string, RuleFiring>;

const storedFiring = v.object({
  fired: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER)),
  last: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
});

/** Of rule-firings.json, which is apart from rules.json: that one is written by people, this one by the app. */
export const FIRINGS_FORMAT: JsonFormat<RuleFirings> = {
  version: 1,
  initial: () => new Map(),
  read: (document) => ({ value: readFirings(document), problems: [] }),
  write: (firings) => ({ rules: Object.fromEntries(firings) }),
};

/** What cannot be used is left out: nobody misses it. */
function readFirings({ rules }: JsonObject): RuleFirings {
  const firings = new Map<string, RuleFiring>();
  for (const [id, stored] of Object.entries(isJsonObject(rules) ? rules : {}).slice(0, MAX_RULES)) {
    const { success, output } = v.safeParse(storedFiring, stored);
    if (success) firings.set(id, output);
  }
  return firings;
}
