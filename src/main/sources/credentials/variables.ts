import { StreamgaugeError } from '@shared/errors';
import { MASK } from '@shared/mask';

const PLACE = /\{\{([^{}]*)\}\}/gu;
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)?$/u;
const MAX_SHOWN = 5;
/** Of an expanded text, UTF-16 units. */
const MAX_LENGTH = 64 * 1024;

export interface Variable {
  readonly value: string;
  readonly secret: boolean;
}

/** The variables that texts of a source may name. */
export interface VariableScope {
  /** `{{name}}`: of the chosen environment (staging, production…). */
  readonly variables: Readonly<Record<string, Variable>>;
  /** `{{env.NAME}}`: of the process. Only those the person let in, all taken for secrets. */
  readonly processEnv?: Readonly<Record<string, string | undefined>>;
}

export interface Expanded {
  /** With the values in place. A secret as soon as `secret` says so. */
  readonly text: string;
  /** With every secret value replaced by a mask: for lists, logs, exports and errors. */
  readonly shown: string;
  readonly secret: boolean;
}

/**
 * Puts values in the place of `{{name}}` and `{{env.NAME}}`, with blanks allowed inside. Once: what a value holds is
 * taken as it is, `{{` and all, so that no value can reach for another. Braces with something else than a name in them
 * stay as they are, since bodies are often JSON.
 * @throws StreamgaugeError `variable` that names the variables nobody has set, or for a text that grows beyond 65,536
 * characters
 */
export function expand(text: string, scope: VariableScope): Expanded {
  const unknown = new Set<string>();
  let secret = false;
  let shown = '';
  let full = '';
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    const name = match[1]!.trim();
    if (!NAME.test(name)) continue;
    const variable = lookUp(name, scope);
    if (!variable) unknown.add(name);
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    full += before + (variable?.value ?? '');
    shown += before + (variable ? (variable.secret ? MASK : variable.value) : match[0]);
    secret ||= variable?.secret === true;
    if (full.length > MAX_LENGTH) {
      throw new StreamgaugeError(
        'variable',
        `The text becomes longer than 65,536 characters with {{${name}}}.`,
      );
    }
  }
  if (unknown.size > 0) throw unknownProblem([...unknown]);
  return { text: full + text.slice(end), shown: shown + text.slice(end), secret };
}

/** The names that a text asks for, in order, each once. */
export function variableNames(text: string): string[] {
  const names = [...text.matchAll(PLACE)].map((match) => match[1]!.trim()).filter((name) => NAME.test(name));
  return [...new Set(names)];
}

function lookUp(name: string, { variables, processEnv = {} }: VariableScope): Variable | null {
  if (name.startsWith('env.')) {
    const key = name.slice(4);
    const value = Object.hasOwn(processEnv, key) ? processEnv[key] : undefined;
    return value === undefined ? null : { value, secret: true };
  }
  return Object.hasOwn(variables, name) ? variables[name]! : null;
}

function unknownProblem(names: readonly string[]): StreamgaugeError {
  const listed = names
    .slice(0, MAX_SHOWN)
    .map((name) => `{{${name}}}`)
    .join(', ');
  const more = names.length - MAX_SHOWN;
  return new StreamgaugeError(
    'variable',
    names.length === 1
      ? `The variable ${listed} is not set.`
      : more > 0
        ? `The variables ${listed} and ${more} more are not set.`
        : `The variables ${listed} are not set.`,
    { hint: 'Set it in the environment that is chosen, or choose another.' },
  );
}
