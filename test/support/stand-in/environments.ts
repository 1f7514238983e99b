/** Environments of the stand-in, kept as the main process would: secrets as masks. */
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { MASK, maskSecret } from '@shared/mask';

export const noEnvironments = (): EnvironmentsView => ({ chosen: null, environments: [], processNames: [] });

export const someEnvironments = (): EnvironmentsView => ({
  chosen: 'staging',
  environments: [
    {
      id: 'staging',
      name: 'Staging',
      variables: [
        { name: 'host', value: 'eu.staging.example.com', secret: false, missing: false },
        { name: 'tenant', value: 'eu-west', secret: false, missing: false },
        { name: 'token', value: `${MASK}4f9c`, secret: true, missing: false },
      ],
    },
    {
      id: 'production',
      name: 'Production',
      variables: [
        { name: 'host', value: 'eu.example.com', secret: false, missing: false },
        { name: 'token', value: MASK, secret: true, missing: true },
      ],
    },
  ],
  processNames: ['HOME', 'DEPLOY_HOST'],
});

export function savedEnvironments(before: EnvironmentsView, draft: EnvironmentsDraft): EnvironmentsView {
  return {
    ...draft,
    environments: draft.environments.map((environment) => ({
      ...environment,
      variables: environment.variables.map(({ name, value, secret }) => {
        const kept = before.environments
          .find(({ id }) => id === environment.id)
          ?.variables.find((variable) => variable.name === name);
        return value === undefined
          ? { name, value: kept?.value ?? '', secret, missing: kept?.missing ?? true }
          : { name, value: secret ? maskSecret(value) : value, secret, missing: false };
      }),
    })),
  };
}
