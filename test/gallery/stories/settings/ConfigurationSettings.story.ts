import { useConfiguration } from '@/stores/configuration';
import ConfigurationSettings from '@/views/settings/ConfigurationSettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(
  ConfigurationSettings,
  { of: 'views/settings/ConfigurationSettings.vue', ...PANE },
  [
    { name: 'Nothing imported', props: {}, stores: settingsOf() },
    {
      name: 'An import can be taken back',
      props: {},
      stores: () => {
        settingsOf()();
        useConfiguration().undoable = true;
      },
    },
  ],
);
