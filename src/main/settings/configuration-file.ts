import { StreamgaugeError, toProblem } from '@shared/errors';
import { maskUrl } from '@shared/mask';
import { settingsSchema, type Settings } from '@shared/settings';
import type { Environments } from './environments';
import { isJsonObject, type JsonObject } from './read-json';
import { readRuleList } from './rule-list';
import type { StoredRule } from './stored-rules';
import { salvage } from './salvage';
import { sessionOnlyCipher } from './secret-cipher';
import { mapSecrets, type SourceEntry } from './source-entry';
import { NO_ENVIRONMENTS, readEnvironments, writeEnvironments } from './stored-environments';
import { readSources, writeSources } from './stored-sources';

/** What the file says it is. */
export const CONFIGURATION_FORMAT = 'streamgauge-configuration';
/** Raised when an older Streamgauge would read a newer file wrongly. */
export const CONFIGURATION_VERSION = 1;
/** Largest file that is read, bytes. */
export const MAX_CONFIGURATION_BYTES = 10 * 1024 * 1024;

/** Everything a person has set up. */
export interface Configuration {
  readonly settings: Settings;
  readonly sources: readonly SourceEntry[];
  readonly environments: Environments;
  readonly rules: readonly StoredRule[];
}

/** What a file holds; null for a part that it does not have. */
export interface ReadConfiguration {
  readonly settings: Settings | null;
  readonly sources: readonly SourceEntry[] | null;
  readonly environments: Environments | null;
  readonly rules: readonly StoredRule[] | null;
  readonly version: string;
  /** Epoch ms; null when the file does not say. */
  readonly exportedAt: number | null;
  /** What was left out, each in whole sentences. */
  readonly problems: readonly string[];
}

const NOTHING = { value: null, blob: null } as const;
/** Nothing that another computer encrypted can be opened here, and nothing of this one is to be. */
const NO_CIPHER = sessionOnlyCipher('a configuration file holds no secrets.');

/** The entry with every secret taken out, also what the disk holds of it: the names stay, the values do not. */
export function withoutSecrets(entry: SourceEntry): SourceEntry {
  const urls = Object.fromEntries(
    Object.entries(entry.options.urls).map(([transport, url]) => [transport, maskUrl(url, '')]),
  );
  return {
    ...entry,
    urlBlob: null,
    headers: entry.headers.map((header) => (header.secret ? { ...header, value: NOTHING } : header)),
    queryToken: entry.queryToken && { ...entry.queryToken, value: NOTHING },
    options: { ...entry.options, urls },
    secrets: mapSecrets(entry.secrets, () => NOTHING),
  };
}

/** The environments with the values of their secret variables taken out. */
export function environmentsWithoutSecrets(value: Environments): Environments {
  return {
    ...value,
    environments: value.environments.map((environment) => ({
      ...environment,
      variables: environment.variables.map((variable) =>
        variable.secret ? { ...variable, value: NOTHING } : variable,
      ),
    })),
  };
}

/**
 * The configuration as the text of a file, without any secret. Which variables of the process's environment sources may
 * use is left out as well: that is a permission, and given on each computer.
 */
export function writeConfiguration(
  configuration: Configuration,
  about: { version: string; at: number },
): string {
  const { settings, sources, environments, rules } = configuration;
  const { chosen, environments: list } = writeEnvironments(environmentsWithoutSecrets(environments));
  const document = {
    format: CONFIGURATION_FORMAT,
    version: CONFIGURATION_VERSION,
    app: about.version,
    exportedAt: new Date(about.at).toISOString(),
    settings,
    sources: writeSources(sources.map(withoutSecrets))['sources'],
    environments: { chosen, environments: list },
    rules: rules.map(({ rule }) => rule),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads the text of a file. What cannot be used is left out and told in `problems`.
 * @throws StreamgaugeError `not-a-configuration`, `newer-configuration`
 */
export function readConfiguration(text: string, file: string): ReadConfiguration {
  const document = parsed(text);
  if (document?.['format'] !== CONFIGURATION_FORMAT) {
    throw new StreamgaugeError('not-a-configuration', `${file} is not a configuration of Streamgauge.`, {
      hint: 'Choose a file that was written by Export configuration.',
    });
  }
  const version = document['version'];
  if (typeof version !== 'number' || version > CONFIGURATION_VERSION) {
    throw new StreamgaugeError('newer-configuration', `${file} was written by a newer Streamgauge.`, {
      hint: 'Update Streamgauge on this computer, then import it again.',
    });
  }
  const problems: string[] = [];
  const { settings, sources, environments, rules, app, exportedAt } = document;
  const at = typeof exportedAt === 'string' ? Date.parse(exportedAt) : NaN;
  return {
    settings: part(problems, isJsonObject(settings) && (() => salvage(settingsSchema, settings))),
    sources: part(problems, Array.isArray(sources) && (() => readSources({ sources }, NO_CIPHER))),
    environments: part(
      problems,
      isJsonObject(environments) &&
        (() => {
          const read = readEnvironments(environments, NO_CIPHER);
          return { ...read, value: { ...read.value, processNames: NO_ENVIRONMENTS.processNames } };
        }),
    ),
    rules: part(
      problems,
      Array.isArray(rules) &&
        (() => {
          const read = readRuleList(rules);
          return { value: read.rules.map((rule) => ({ rule, secret: null })), problems: read.problems };
        }),
    ),
    version: typeof app === 'string' ? app.slice(0, 40) : '',
    exportedAt: Number.isNaN(at) ? null : at,
    problems,
  };
}

/** Encrypted values are none of a file's that is carried about: whatever is there under their names is not read. */
function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) =>
      key === 'blob' || key === 'urlBlob' ? undefined : inner,
    );
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function part<T>(
  problems: string[],
  read: false | (() => { readonly value: T; readonly problems: readonly string[] }),
): T | null {
  if (read === false) return null;
  try {
    const { value, problems: found } = read();
    problems.push(...found);
    return value;
  } catch (error) {
    problems.push(`A part of it could not be used: ${toProblem(error).message}.`);
    return null;
  }
}
