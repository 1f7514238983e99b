import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import type { Environments } from '../settings/environments';
import type { EnvironmentStore } from '../settings/environment-store';
import type { VariableScope } from '../sources/credentials/variables';

export interface EnvironmentServiceOptions {
  readonly store: EnvironmentStore;
  /** Of the process: only the names that the person let in are ever read. */
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** What variables stand for has changed. */
  onChange(view: EnvironmentsView): void;
}

/** The environments, and what their variables stand for now. */
export class EnvironmentService {
  readonly #options: EnvironmentServiceOptions;
  #scope: VariableScope;

  constructor(options: EnvironmentServiceOptions) {
    this.#options = options;
    this.#scope = this.#readScope();
  }

  view(): EnvironmentsView {
    return this.#options.store.view();
  }

  scope(): VariableScope {
    return this.#scope;
  }

  /** @throws StreamgaugeError as `EnvironmentStore.save` */
  save(draft: EnvironmentsDraft): EnvironmentsView {
    this.#options.store.save(draft);
    return this.#changed();
  }

  /** Makes everything this, secrets included. */
  put(value: Environments): void {
    this.#options.store.put(value);
    this.#changed();
  }

  #changed(): EnvironmentsView {
    this.#scope = this.#readScope();
    const view = this.view();
    this.#options.onChange(view);
    return view;
  }

  #readScope(): VariableScope {
    const { store, processEnv } = this.#options;
    return {
      variables: store.variables(),
      processEnv: Object.fromEntries(store.processNames.map((name) => [name, processEnv[name]])),
    };
  }
}
