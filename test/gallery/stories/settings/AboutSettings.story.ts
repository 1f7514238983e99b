import AboutSettings from '@/views/settings/AboutSettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(AboutSettings, { of: 'views/settings/AboutSettings.vue', ...PANE }, [
  { name: 'Versions', props: {}, stores: settingsOf() },
]);
