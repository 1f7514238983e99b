import ImportConfiguration from '@/views/settings/ImportConfiguration.vue';
import { configurationStandIn } from '../../../support/stand-in/configuration';
import { defineStory } from '../../story';
import { settingsOf } from './panes';

export default defineStory(
  ImportConfiguration,
  { of: 'views/settings/ImportConfiguration.vue', stage: { width: 720, height: 600 } },
  [
    {
      name: 'What would change',
      props: { preview: configurationStandIn['configuration.open']() },
      stores: settingsOf(),
    },
  ],
);
