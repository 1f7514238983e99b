import {
  MAX_ENVIRONMENTS,
  MAX_VARIABLES,
  VARIABLE_NAME,
  type EnvironmentsDraft,
  type EnvironmentsView,
  type EnvironmentView,
} from '@shared/environment';

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

export const rowsOf = ({ variables }: EnvironmentView): VariableRow[] =>
  variables.map(({ name, value, secret, missing }) => ({
    key: nextKey++,
    name,
    value: secret ? '' : value,
    secret,
    stored: secret ? { name, mask: value, missing } : null,
  }));

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
  if (name === '') return 'The variable has no name.';
  if (!VARIABLE_NAME.test(name)) {
    return `${JSON.stringify(name.slice(0, 60))} is no name: a letter first, then letters, digits, - and _.`;
  }
  if (seen.has(name)) return `There is another variable named ${name}.`;
  if (row.value !== '' || !row.stored) return null;
  if (!row.secret)
    return `A stored secret is never shown. Enter the value of ${name} again to make it visible.`;
  return row.stored.name === name
    ? null
    : `Enter the value of ${name}: the stored one belongs to ${row.stored.name}.`;
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
  const usual = ['Staging', 'Production', 'Local'].find((name) => !taken.has(name));
  if (usual !== undefined) return usual;
  for (let i = view.environments.length + 1; ; i++) {
    if (!taken.has(`Environment ${i}`)) return `Environment ${i}`;
  }
}

/** The sentence that says what is wrong with the name of an environment, or null. */
export function environmentNameProblem(name: string, id: string, view: EnvironmentsView): string | null {
  const text = name.trim();
  if (text === '') return 'The environment has no name.';
  if (text.length > MAX_NAME) return `The name is longer than ${MAX_NAME} characters.`;
  return view.environments.some((other) => other.id !== id && other.name === text)
    ? `There is another environment named ${text}.`
    : null;
}

export const isFull = (view: EnvironmentsView): boolean => view.environments.length >= MAX_ENVIRONMENTS;

/** The names in what somebody has typed, with spaces or commas between; a sentence when one of them is none. */
export function readProcessNames(text: string): string[] | string {
  const names = [...new Set(text.split(/[\s,]+/u).filter((part) => part !== ''))];
  const wrong = names.find((name) => !VARIABLE_NAME.test(name));
  if (wrong !== undefined) return `${JSON.stringify(wrong.slice(0, 60))} is no name of a variable.`;
  return names.length > MAX_VARIABLES ? `Enter at most ${MAX_VARIABLES} names.` : names;
}
