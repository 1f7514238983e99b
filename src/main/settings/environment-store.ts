import { join } from 'node:path';
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { NO_ENVIRONMENTS, readEnvironments, writeEnvironments } from './stored-environments';
import {
  chosenVariables,
  fromDraft,
  toEnvironmentsView,
  type Environments,
  type SetVariable,
} from './environments';
import { JsonFile } from './json-file';
import type { NoticeSink } from './notice-sink';
import { sealer } from './secret';
import type { SecretCipher } from './secret-cipher';

/** The environments with their variables, kept in environments.json with every secret encrypted. */
export class EnvironmentStore {
  readonly #file: JsonFile<Environments>;
  readonly #cipher: SecretCipher;
  readonly #notices: NoticeSink;
  #value: Environments;

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
   * Takes what a person set. A secret value that is left out keeps the stored one.
   * @throws StreamgaugeError `bad-environment`, `secret-needed`
   */
  save(draft: EnvironmentsDraft): void {
    this.#value = this.#sealed(fromDraft(draft, this.#value));
    this.#file.save(this.#value);
    this.#reportMissing();
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
      message: `Secret variables have to be entered again in ${new Intl.ListFormat('en').format(names)}.`,
      hint: 'They were kept for the last session only, or they belong to another computer or user.',
    });
  }
}
