import ImportConfiguration from '@/views/settings/ImportConfiguration.vue';
import type { ConfigurationChanges } from '@shared/configuration';
import { configurationStandIn } from '../../../support/stand-in/configuration';
import { defineStory } from '../../story';
import { settingsOf } from './panes';

const none = { added: [], changed: [], removed: [] };
const nothing: ConfigurationChanges = {
  settings: [],
  queries: none,
  sources: none,
  rules: none,
  environments: none,
  secretsNeeded: [],
};

export default defineStory(
  ImportConfiguration,
  { of: 'views/settings/ImportConfiguration.vue', stage: { width: 720, height: 340 } },
  [
    {
      name: 'Nothing would change',
      props: {
        preview: {
          ...configurationStandIn['configuration.open'](),
          problems: [],
          changes: { merge: nothing, replace: nothing },
        },
      },
      stores: settingsOf(),
    },
  ],
);
