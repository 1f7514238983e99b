import AppearanceSettings from '@/views/settings/AppearanceSettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(
  AppearanceSettings,
  { of: 'views/settings/AppearanceSettings.vue', ...PANE, width: 560, language: 'de' },
  [
    {
      name: 'In a narrow window',
      props: {},
      stores: settingsOf({ language: 'de', zoom: 110, blink: false }),
    },
  ],
);
