import ImportConfiguration from '@/views/settings/ImportConfiguration.vue';
import { configurationStandIn } from '../../../support/stand-in/configuration';
import { inPage, pressed } from '../../acts';
import { defineStory } from '../../story';
import { settingsOf } from './panes';

export default defineStory(
  ImportConfiguration,
  { of: 'views/settings/ImportConfiguration.vue', stage: { width: 720, height: 720 }, language: 'de' },
  [
    {
      name: 'What would be taken away',
      props: {
        preview: {
          ...configurationStandIn['configuration.open'](),
          file: `configuration-${'of-a-colleague-'.repeat(8)}.json`,
        },
      },
      stores: settingsOf(),
      act: inPage(pressed('.dlg [role="radio"]:last-of-type')),
    },
  ],
);
