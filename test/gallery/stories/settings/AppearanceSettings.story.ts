import AppearanceSettings from '@/views/settings/AppearanceSettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(AppearanceSettings, { of: 'views/settings/AppearanceSettings.vue', ...PANE }, [
  { name: 'As usual', props: {}, stores: settingsOf({ language: 'en' }) },
  {
    name: 'All changed',
    props: {},
    stores: settingsOf({
      theme: 'light',
      language: 'de',
      zoom: 115,
      uiFont: 'system',
      dataFont: 'system',
      rowHeight: 28,
      dataSize: 14,
      reduceMotion: 'on',
      blink: false,
    }),
  },
]);
