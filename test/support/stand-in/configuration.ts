import type { ConfigurationChanges, ConfigurationPreview } from '@shared/configuration';

const NONE = { added: [], changed: [], removed: [] } as const;

/** What an import of a colleague's configuration would change. */
function changes(mode: 'merge' | 'replace'): ConfigurationChanges {
  const removed = mode === 'replace';
  return {
    settings: ['theme', 'rowHeight', 'hub.port', 'keyboard.bindings'],
    queries: { ...NONE, added: ['Failed payments', 'Slow orders'] },
    rules: { ...NONE, added: ['Errors'] },
    sources: {
      added: ['payments', 'shipping', 'Mastodon public'],
      changed: ['orders'],
      removed: removed ? ['arena', 'inventory'] : [],
    },
    environments: { ...NONE, added: ['Production'] },
    secretsNeeded: ['payments', 'Production'],
  };
}

/** Calls around the configuration, as an app would answer them. */
export const configurationStandIn = {
  'configuration.export': () => '/home/ada/streamgauge-configuration.json',
  'configuration.open': (): ConfigurationPreview => ({
    token: 1,
    file: 'streamgauge-configuration.json',
    version: '0.1.0',
    exportedAt: Date.UTC(2026, 10, 20, 13, 5),
    problems: ['Source 4 was left out. It has no address.'],
    changes: { merge: changes('merge'), replace: changes('replace') },
  }),
  'configuration.import': () => changes('merge'),
  'configuration.undo': () => true,
};
