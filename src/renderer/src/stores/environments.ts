import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { call } from '../bridge';

/** What is known of a variable: where its value comes from, and the value as it may be shown. */
export interface KnownVariable {
  readonly name: string;
  /** Null for one of the process, whose value stays in the main process. */
  readonly shown: string | null;
}

/** The draft that changes nothing: stored secrets are left out, which keeps them. */
export function draftOfEnvironments(view: EnvironmentsView): EnvironmentsDraft {
  return {
    chosen: view.chosen,
    environments: view.environments.map(({ id, name, variables }) => ({
      id,
      name,
      variables: variables.map((variable) => ({
        name: variable.name,
        secret: variable.secret,
        ...(variable.secret ? {} : { value: variable.value }),
      })),
    })),
    processNames: [...view.processNames],
  };
}

/** Environments with the values of `{{variables}}`; the main process keeps them. */
export const useEnvironments = defineStore('environments', () => {
  const view = shallowRef<EnvironmentsView>({ chosen: null, environments: [], processNames: [] });
  const chosen = computed(() => view.value.environments.find(({ id }) => id === view.value.chosen) ?? null);

  function take(value: EnvironmentsView): void {
    view.value = value;
  }
  async function save(draft: EnvironmentsDraft): Promise<void> {
    view.value = await call('environments.save', draft);
  }
  /** Null for none: then no variable is set. */
  const choose = (id: string | null): Promise<void> =>
    save({ ...draftOfEnvironments(view.value), chosen: id });

  /** Looks up `token` or `env.HOST`; null when nobody has set it. */
  function known(name: string): KnownVariable | null {
    if (name.startsWith('env.')) {
      return view.value.processNames.includes(name.slice(4)) ? { name, shown: null } : null;
    }
    const variable = chosen.value?.variables.find((entry) => entry.name === name);
    return variable && !variable.missing ? { name, shown: variable.value } : null;
  }

  return { view, chosen, take, save, choose, known };
});
