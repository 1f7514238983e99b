import {
  MAX_ENVIRONMENTS,
  MAX_VARIABLES,
  VARIABLE_NAME,
  type EnvironmentsDraft,
  type EnvironmentsView,
  type EnvironmentView,
} from '@shared/environment';
import { t } from '../../i18n/i18n';
import { whole } from '../../ui/format';

/** A variable while it is edited. A stored secret is known by its mask only. */
export interface VariableRow {
  /** Of this row for as long as it is shown. */
  readonly key: number;
  name: string;
  value: string;
  secret: boolean;
  readonly stored: { readonly name: string; readonly mask: string; readonly missing: boolean } | null;
}

let nextKey = 1;
const MAX_NAME = 60;

export const newVariable = (): VariableRow => ({
  key: nextKey++,
  name: '',
  value: '',
  secret: false,
  stored: null,
});

export const rowsOf = ({ variables }: Pick<EnvironmentView, 'variables'>): VariableRow[] =>
  variables.map(({ name, value, secret, missing }) => ({
    key: nextKey++,
    name,
    value: secret ? '' : value,
    secret,
    stored: secret ? { name, mask: value, missing } : null,
  }));

/** The rows with those of variables that have come back, each at its place. */
export function withRestored(
  rows: readonly VariableRow[],
  before: EnvironmentView,
  now: EnvironmentView,
): VariableRow[] {
  const known = new Set([...before.variables, ...rows].map(({ name }) => name.trim()));
  const all = [...rows];
  for (const [index, variable] of now.variables.entries()) {
    if (!known.has(variable.name)) all.splice(index, 0, ...rowsOf({ variables: [variable] }));
  }
  return all;
}

const isBlank = (row: VariableRow): boolean => row.name.trim() === '' && row.value === '' && !row.stored;

/** What is wrong with the rows, by their key: each a whole sentence. A row that was never filled in is not wrong. */
export function variableProblems(rows: readonly VariableRow[]): Map<number, string> {
  const problems = new Map<number, string>();
  const seen = new Set<string>();
  for (const row of rows) {
    if (isBlank(row)) continue;
    const problem = variableProblem(row, seen);
    if (problem !== null) problems.set(row.key, problem);
    seen.add(row.name.trim());
  }
  return problems;
}

function variableProblem(row: VariableRow, seen: ReadonlySet<string>): string | null {
  const name = row.name.trim();
  if (name === '') return t('settings.environments.noName');
  if (!VARIABLE_NAME.test(name)) {
    return t('settings.environments.badName', { name: JSON.stringify(name.slice(0, 60)) });
  }
  if (seen.has(name)) return t('settings.environments.double', { name });
  if (row.value !== '' || !row.stored) return null;
  if (!row.secret) return t('settings.environments.neverShown', { name });
  return row.stored.name === name
    ? null
    : t('settings.environments.belongs', { name, other: row.stored.name });
}

/** The variables of a draft. An empty secret that is stored is left out, which keeps it. */
export const variablesOf = (
  rows: readonly VariableRow[],
): EnvironmentsDraft['environments'][number]['variables'] =>
  rows
    .filter((row) => !isBlank(row))
    .map(({ name, value, secret, stored }) => ({
      name: name.trim(),
      secret,
      ...(secret && value === '' && stored ? {} : { value }),
    }));

/** A free id that can be read in the file: `staging`, `staging-2`. */
export function environmentId(name: string, view: EnvironmentsView): string {
  const taken = new Set(view.environments.map(({ id }) => id));
  const base =
    name
      .replace(/[^A-Za-z0-9]+/gu, '-')
      .replace(/^-|-$/gu, '')
      .toLowerCase()
      .slice(0, 50) || 'environment';
  for (let i = 1; ; i++) {
    const id = i === 1 ? base : `${base}-${i}`;
    if (!taken.has(id)) return id;
  }
}

/** `Environment 2`: a name that no environment has yet. */
export function freeName(view: EnvironmentsView): string {
  const taken = new Set(view.environments.map(({ name }) => name));
  const usual = [
    t('settings.environments.staging'),
    t('settings.environments.production'),
    t('settings.environments.local'),
  ].find((name) => !taken.has(name));
  if (usual !== undefined) return usual;
  for (let i = view.environments.length + 1; ; i++) {
    const name = t('settings.environments.numbered', { n: i });
    if (!taken.has(name)) return name;
  }
}

/** The sentence that says what is wrong with the name of an environment, or null. */
export function environmentNameProblem(name: string, id: string, view: EnvironmentsView): string | null {
  const text = name.trim();
  if (text === '') return t('settings.environments.envNoName');
  if (text.length > MAX_NAME) return t('settings.environments.envLongName', { n: whole(MAX_NAME) });
  return view.environments.some((other) => other.id !== id && other.name === text)
    ? t('settings.environments.envDouble', { name: text })
    : null;
}

export const isFull = (view: EnvironmentsView): boolean => view.environments.length >= MAX_ENVIRONMENTS;

/** The names in what somebody has typed, with spaces or commas between; a sentence when one of them is none. */
export function readProcessNames(text: string): string[] | string {
  const names = [...new Set(text.split(/[\s,]+/u).filter((part) => part !== ''))];
  const wrong = names.find((name) => !VARIABLE_NAME.test(name));
  if (wrong !== undefined) {
    return t('settings.environments.badProcessName', { name: JSON.stringify(wrong.slice(0, 60)) });
  }
  return names.length > MAX_VARIABLES
    ? t('settings.environments.tooManyNames', { n: whole(MAX_VARIABLES) })
    : names;
}
