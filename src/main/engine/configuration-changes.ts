import type { ConfigurationChanges, ListChanges } from '@shared/configuration';
import type { Settings } from '@shared/settings';
import {
  environmentsWithoutSecrets,
  withoutSecrets,
  type Configuration,
} from '../settings/configuration-file';
import { needsSecret } from '../settings/rule-store';
import { missingSecrets } from '../settings/source-entry';

/** What differs between two configurations, by name. */
export function changesBetween(before: Configuration, after: Configuration): ConfigurationChanges {
  const needs = [
    ...after.sources.filter((entry) => missingSecrets(entry).length > 0),
    ...after.environments.environments.filter(({ variables }) =>
      variables.some(({ secret, value }) => secret && value.value === null),
    ),
    ...after.rules.filter(needsSecret).map(({ rule }) => rule),
  ];
  return {
    settings: changedKeys(before.settings, after.settings),
    queries: listChanges(
      before.settings.savedQueries.map((query) => ({ ...query, id: query.name })),
      after.settings.savedQueries.map((query) => ({ ...query, id: query.name })),
    ),
    sources: listChanges(before.sources.map(withoutSecrets), after.sources.map(withoutSecrets)),
    rules: listChanges(
      before.rules.map(({ rule }) => rule),
      after.rules.map(({ rule }) => rule),
    ),
    environments: listChanges(
      environmentsWithoutSecrets(before.environments).environments,
      environmentsWithoutSecrets(after.environments).environments,
    ),
    secretsNeeded: needs.map(({ name }) => name),
  };
}

/** One level deep: `hub.port` says more than `hub`, and `tables` enough. Saved queries are told apart. */
function changedKeys(before: Settings, after: Settings): string[] {
  return (Object.keys(after) as (keyof Settings)[]).flatMap((key) => {
    if (key === 'savedQueries' || same(before[key], after[key])) return [];
    if (key !== 'hub' && key !== 'history' && key !== 'keyboard') return [key];
    const [was, is] = [before[key] as object, after[key] as object];
    return Object.entries(is)
      .filter(([inner, value]) => !same((was as Record<string, unknown>)[inner], value))
      .map(([inner]) => `${key}.${inner}`);
  });
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function listChanges<T extends Named>(before: readonly T[], after: readonly T[]): ListChanges {
  const was = new Map(before.map((item) => [item.id, item]));
  const is = new Set(after.map(({ id }) => id));
  return {
    added: after.filter(({ id }) => !was.has(id)).map(({ name }) => name),
    changed: after
      .filter((item) => was.has(item.id) && !same(was.get(item.id), item))
      .map(({ name }) => name),
    removed: before.filter(({ id }) => !is.has(id)).map(({ name }) => name),
  };
}

/** Whether two values say the same, whatever the order of their keys. Both are plain JSON. */
export const same = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
