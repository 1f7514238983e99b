import { join } from 'node:path';
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { NO_ENVIRONMENTS, readEnvironments, writeEnvironments } from './stored-environments';
import {
  chosenVariables,
  fromDraft,
  toEnvironmentsView,
  type Environment,
  type Environments,
  type SetVariable,
} from './environments';
import { JsonFile } from './json-file';
import type { NoticeSink } from './notice-sink';
import { sealer } from './secret';
import type { SecretCipher } from './secret-cipher';

/** How long removed secrets are kept for an undo, ms: a little longer than a window offers it. */
const UNDO_MS = 10_000;
/** Removals that are kept at once. */
const MAX_REMOVED = 20;

/** Secrets that were removed from an environment, or with it. */
interface Removed {
  readonly environment: Environment;
  readonly timer: NodeJS.Timeout;
}

/** The environments with their variables, kept in environments.json with every secret encrypted. */
export class EnvironmentStore {
  readonly #file: JsonFile<Environments>;
  readonly #cipher: SecretCipher;
  readonly #notices: NoticeSink;
  #value: Environments;
  /** For an undo, the newest first. Only in memory. */
  #removed: readonly Removed[] = [];

  private constructor(
    file: JsonFile<Environments>,
    cipher: SecretCipher,
    notices: NoticeSink,
    value: Environments,
  ) {
    this.#file = file;
    this.#cipher = cipher;
    this.#notices = notices;
    this.#value = this.#sealed(value);
  }

  /** Never throws: a bad file is set aside, secrets that cannot be opened are marked, both with a notice. */
  static async open(folder: string, cipher: SecretCipher, notices: NoticeSink): Promise<EnvironmentStore> {
    let clear = false;
    const file = new JsonFile<Environments>(
      join(folder, 'environments.json'),
      {
        version: 1,
        initial: () => NO_ENVIRONMENTS,
        read: (document) => {
          const { value, problems, holdsClearSecrets } = readEnvironments(document, cipher);
          clear = holdsClearSecrets;
          return { value, problems };
        },
        write: writeEnvironments,
      },
      notices,
    );
    const store = new EnvironmentStore(file, cipher, notices, await file.load());
    if (clear) file.save(store.#value);
    store.#reportMissing();
    return store;
  }

  /** What the window may see. */
  view(): EnvironmentsView {
    return toEnvironmentsView(this.#value);
  }

  /** With its secrets, for the main process only. */
  get value(): Environments {
    return this.#value;
  }

  /** Makes everything this. */
  put(value: Environments): void {
    this.#value = this.#sealed(value);
    this.#file.save(this.#value);
    this.#reportMissing();
  }

  /** Names of the process's environment variables that sources may use. */
  get processNames(): readonly string[] {
    return this.#value.processNames;
  }

  /** Those of the chosen environment; one whose secret has to be entered again is not among them. */
  variables(): Readonly<Record<string, SetVariable>> {
    return chosenVariables(this.#value);
  }

  /**
   * Takes what a person set. A secret value that is left out keeps the stored one, also one that was removed in the last 10 s,
   * alone or with its environment, and is there again by its name and the environment's id.
   * @throws StreamgaugeError `bad-environment`, `secret-needed`
   */
  save(draft: EnvironmentsDraft): void {
    const before = this.#value.environments;
    const removed = this.#removed.map(({ environment }) => environment);
    const value = fromDraft(draft, { ...this.#value, environments: joined([...before, ...removed]) });
    this.#value = this.#sealed(value);
    this.#file.save(this.#value);
    for (const environment of before) this.#keepRemoved(secretsGone(environment, value.environments));
    this.#reportMissing();
  }

  #keepRemoved(environment: Environment): void {
    if (environment.variables.length === 0) return;
    const timer = setTimeout(() => {
      this.#removed = this.#removed.filter((each) => each !== removed);
    }, UNDO_MS);
    timer.unref();
    const removed = { environment, timer };
    const all = [removed, ...this.#removed];
    for (const surplus of all.splice(MAX_REMOVED)) clearTimeout(surplus.timer);
    this.#removed = all;
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #sealed(value: Environments): Environments {
    const seal = sealer(this.#cipher, () => {
      this.#notices.raise({
        id: 'variables-not-encrypted',
        level: 'warning',
        code: 'secrets-not-encrypted',
        message: 'Secret variables could not be encrypted, so they are kept until the app quits.',
      });
    });
    return {
      ...value,
      environments: value.environments.map((environment) => ({
        ...environment,
        variables: environment.variables.map((variable) =>
          variable.secret ? { ...variable, value: seal.secret(variable.value) } : variable,
        ),
      })),
    };
  }

  #reportMissing(): void {
    const names = this.#value.environments.flatMap(({ name, variables }) =>
      variables.some(({ secret, value }) => secret && value.value === null) ? [name] : [],
    );
    if (names.length === 0) {
      this.#notices.withdraw('variables-missing');
      return;
    }
    this.#notices.raise({
      id: 'variables-missing',
      level: 'warning',
      code: 'secrets-missing',
      message:
        names.length === 1
          ? `Secret variables have to be entered again in ${names[0]!}.`
          : `Secret variables have to be entered again in ${names.slice(0, -1).join(', ')} and ${names.at(-1)!}.`,
      hint: 'They were kept for the last session only, or they belong to another computer or user.',
    });
  }
}

/** An environment with those of its secrets only that are not there any more. */
function secretsGone(environment: Environment, now: readonly Environment[]): Environment {
  const names = now.find(({ id }) => id === environment.id)?.variables.map(({ name }) => name);
  const variables = environment.variables.filter(({ name, secret }) => secret && !names?.includes(name));
  return { ...environment, variables };
}

/** One environment for each id; of variables with the same name the first is the one that is found. */
function joined(environments: readonly Environment[]): Environment[] {
  const byId = new Map<string, Environment>();
  for (const environment of environments) {
    const first = byId.get(environment.id);
    const variables = [...(first?.variables ?? []), ...environment.variables];
    byId.set(environment.id, { ...(first ?? environment), variables });
  }
  return [...byId.values()];
}
