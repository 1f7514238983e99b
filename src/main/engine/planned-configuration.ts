import type { ImportMode } from '@shared/configuration';
import { MAX_SAVED_QUERIES } from '@shared/history';
import { maskUrl } from '@shared/mask';
import {
  MAX_ALLOWED_ORIGINS,
  MAX_BINDINGS,
  MAX_CHANNEL_MARKS,
  MAX_TABLES,
  type Settings,
} from '@shared/settings';
import { MAX_RULES } from '@shared/rule';
import { MAX_SOURCES, type SourceDraft } from '@shared/source';
import { MAX_ENVIRONMENTS, MAX_VARIABLES } from '@shared/environment';
import { SECRET_SLOTS, type SourceSecrets } from '@shared/source-options';
import { withoutSecrets, type Configuration, type ReadConfiguration } from '../settings/configuration-file';
import type { Environment, Environments, EnvironmentVariable } from '../settings/environments';
import type { StoredRule } from '../settings/stored-rules';
import { entryFromDraft, freeName } from '../settings/source-draft';
import { toConfig, type SourceEntry } from '../settings/source-entry';
import { same } from './configuration-changes';

/**
 * What the configuration would be after an import. Nothing is changed.
 *
 * Stored secrets stay with the sources and variables that they were entered for, as long as those go to the same places.
 * Bounds of the history are never lowered: that would delete events at once.
 *
 * @param connect new sources connect as the file has it; otherwise they come paused
 */
export function plannedConfiguration(
  now: Configuration,
  read: ReadConfiguration,
  mode: ImportMode,
  connect: boolean,
): Configuration {
  return {
    settings: read.settings ? plannedSettings(now.settings, read.settings, mode) : now.settings,
    sources: read.sources ? plannedSources(now.sources, read.sources, mode, connect) : now.sources,
    environments: read.environments
      ? plannedEnvironments(now.environments, read.environments, mode)
      : now.environments,
    rules: read.rules ? plannedRules(now, read, mode, connect) : now.rules,
  };
}

function plannedSettings(now: Settings, file: Settings, mode: ImportMode): Settings {
  const history = {
    megabytes: Math.max(now.history.megabytes, file.history.megabytes),
    events: roomier(now.history.events, file.history.events),
    days: roomier(now.history.days, file.history.days),
  };
  if (mode === 'replace') return { ...file, history };
  return {
    ...file,
    history,
    hub: {
      ...file.hub,
      scenes: { ...now.hub.scenes, ...file.hub.scenes },
      allowedOrigins: united(now.hub.allowedOrigins, file.hub.allowedOrigins, String, MAX_ALLOWED_ORIGINS),
    },
    tables: bounded({ ...now.tables, ...file.tables }, MAX_TABLES),
    keyboard: {
      ...file.keyboard,
      bindings: bounded({ ...now.keyboard.bindings, ...file.keyboard.bindings }, MAX_BINDINGS),
    },
    pinnedChannels: united(now.pinnedChannels, file.pinnedChannels, markKey, MAX_CHANNEL_MARKS),
    mutedChannels: united(now.mutedChannels, file.mutedChannels, markKey, MAX_CHANNEL_MARKS),
    savedQueries: united(now.savedQueries, file.savedQueries, ({ name }) => name, MAX_SAVED_QUERIES),
  };
}

/** Of two bounds where 0 sets none. */
const roomier = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : Math.max(a, b));
const markKey = ({ sourceId, channel }: { sourceId: string; channel: string }): string =>
  `${sourceId}\n${channel}`;

/** Those of `now` in their order, each replaced by the one of `file` with the same key; then what only `file` has. */
function united<T>(now: readonly T[], file: readonly T[], key: (item: T) => string, most: number): T[] {
  const all = new Map(now.map((item) => [key(item), item]));
  for (const item of file) all.set(key(item), item);
  return [...all.values()].slice(0, most);
}

function bounded<T>(record: Readonly<Record<string, T>>, most: number): Record<string, T> {
  return Object.fromEntries(Object.entries(record).slice(-most));
}

function plannedSources(
  now: readonly SourceEntry[],
  file: readonly SourceEntry[],
  mode: ImportMode,
  connect: boolean,
): SourceEntry[] {
  const taken = new Map<string, SourceEntry>();
  const added: SourceEntry[] = [];
  for (const entry of file) {
    const same = sameSource(now, entry);
    if (!same) added.push({ ...entry, enabled: connect && entry.enabled });
    else if (!taken.has(same.id)) taken.set(same.id, asStored(entry, same));
  }
  const kept = mode === 'merge' ? now.map((entry) => taken.get(entry.id) ?? entry) : [...taken.values()];
  const names = new Set<string>();
  return [...kept, ...added].slice(0, MAX_SOURCES).map((entry) => {
    const name = freeName(entry.name, names);
    names.add(name);
    return name === entry.name ? entry : { ...entry, name };
  });
}

/**
 * What is new, or does something else now, comes switched off unless it may work at once, as sources do. A secret stays
 * with its rule as long as that signs for the same places.
 */
function plannedRules(
  now: Configuration,
  read: ReadConfiguration,
  mode: ImportMode,
  connect: boolean,
): StoredRule[] {
  const ids = new Map(
    (read.sources ?? []).map((entry) => [entry.id, sameSource(now.sources, entry)?.id ?? entry.id]),
  );
  const taken = new Map(
    (read.rules ?? []).map(({ rule }): [string, StoredRule] => {
      const stored = now.rules.find((each) => each.rule.id === rule.id);
      const sources = rule.when.sources.map((id) => ids.get(id) ?? id);
      const may = connect || (stored !== undefined && same(stored.rule.then, rule.then));
      const enabled = may && (stored?.rule.enabled ?? rule.enabled);
      const planned = { ...rule, enabled, when: { ...rule.when, sources } };
      const isSigned = stored !== undefined && same(signedFor(stored.rule), signedFor(rule));
      return [rule.id, { rule: planned, secret: isSigned ? stored.secret : null }];
    }),
  );
  if (mode === 'replace') return [...taken.values()];
  const kept = now.rules.map((entry) => taken.get(entry.rule.id) ?? entry);
  const known = new Set(now.rules.map(({ rule }) => rule.id));
  return [...kept, ...[...taken.values()].filter(({ rule }) => !known.has(rule.id))].slice(0, MAX_RULES);
}

const signedFor = ({ then }: StoredRule['rule']): string[] =>
  then.flatMap((action) => (action.do === 'webhook' && action.signed ? [action.url] : []));

/** By its id, or by its name and address: the same source may have been set up by hand on two computers. */
function sameSource(entries: readonly SourceEntry[], wanted: SourceEntry): SourceEntry | undefined {
  return (
    entries.find(({ id }) => id === wanted.id) ??
    entries.find(({ name, url }) => name === wanted.name && maskUrl(url, '') === maskUrl(wanted.url, ''))
  );
}

/** The very entry that is stored where the file says nothing else, so that its connection goes on. */
function asStored(entry: SourceEntry, stored: SourceEntry): SourceEntry {
  const wanted = { ...withStored(entry, stored), enabled: stored.enabled };
  const brings = JSON.stringify(toConfig(entry)) !== JSON.stringify(toConfig(withoutSecrets(entry)));
  return !brings && same(withoutSecrets(wanted), withoutSecrets(stored)) ? stored : wanted;
}

/** The source of a file with the secrets that are stored here for it, as far as they may go where it goes. */
function withStored(entry: SourceEntry, stored: SourceEntry): SourceEntry {
  const whole = (url: string, kept: string | undefined): string =>
    kept !== undefined && maskUrl(kept, '') === maskUrl(url, '') ? kept : url;
  const urls = Object.fromEntries(
    Object.entries(entry.options.urls).map(([transport, url]) => [
      transport,
      whole(url, stored.options.urls[transport as 'sse']),
    ]),
  );
  const draft: SourceDraft = {
    name: entry.name,
    url: whole(entry.url, stored.url),
    transports: [...entry.transports],
    enabled: entry.enabled,
    headers: entry.headers.map(({ name, enabled, secret, value }) => {
      const text = typeof value === 'string' ? value : value.value;
      return { name, enabled, secret, ...(text !== null && { value: text }) };
    }),
    queryToken: entry.queryToken && {
      name: entry.queryToken.name,
      ...(entry.queryToken.value.value !== null && { value: entry.queryToken.value.value }),
    },
    resume: entry.resume,
    startFromId: entry.startFromId,
    options: { ...entry.options, urls },
    secrets: enteredSecrets(entry),
  };
  try {
    const made = entryFromDraft(draft, stored.id, stored, new Set());
    // What was never stored here has to be entered: a source without it would only be refused.
    return { ...made, secrets: { ...entry.secrets, ...made.secrets } };
  } catch {
    return { ...entry, id: stored.id };
  }
}

function enteredSecrets({ secrets }: SourceEntry): SourceSecrets {
  const entered: SourceSecrets = {};
  for (const slot of SECRET_SLOTS) {
    const value = secrets[slot]?.value;
    if (typeof value === 'string') entered[slot] = value;
  }
  return entered;
}

function plannedEnvironments(now: Environments, file: Environments, mode: ImportMode): Environments {
  const sameAs = (wanted: Environment): Environment | undefined =>
    now.environments.find(({ id }) => id === wanted.id) ??
    now.environments.find(({ name }) => name === wanted.name);
  const taken = file.environments.map((environment) => {
    const same = sameAs(environment);
    return same ? merged(same, environment, mode) : environment;
  });
  const ids = new Set(taken.map(({ id }) => id));
  const environments =
    mode === 'replace'
      ? taken
      : [
          ...now.environments.map(
            (environment) => taken.find(({ id }) => id === environment.id) ?? environment,
          ),
          ...taken.filter(({ id }) => !now.environments.some((environment) => environment.id === id)),
        ];
  const kept = environments.slice(0, MAX_ENVIRONMENTS);
  const chosen = mode === 'replace' ? file.chosen : (now.chosen ?? file.chosen);
  return {
    chosen: kept.some(({ id }) => id === chosen) || ids.has(chosen ?? '') ? chosen : null,
    environments: kept,
    processNames: now.processNames,
  };
}

function merged(now: Environment, file: Environment, mode: ImportMode): Environment {
  const stored = new Map(now.variables.map((variable) => [variable.name, variable]));
  const taken = file.variables.map((variable): EnvironmentVariable => {
    const kept = stored.get(variable.name);
    const isNeeded = variable.secret && variable.value.value === null;
    return isNeeded && kept?.secret ? kept : variable;
  });
  const names = new Set(taken.map(({ name }) => name));
  const others = mode === 'merge' ? now.variables.filter(({ name }) => !names.has(name)) : [];
  return { id: now.id, name: file.name, variables: [...others, ...taken].slice(0, MAX_VARIABLES) };
}
