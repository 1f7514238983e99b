import ShortcutsSheet from '@/app/ShortcutsSheet.vue';
import { defineStory } from '../../story';
import { settingsOf } from '../settings/panes';

export default defineStory(
  ShortcutsSheet,
  { of: 'app/ShortcutsSheet.vue', stage: { width: 1_080, height: 740 }, language: 'de' },
  [{ name: 'In German', props: {}, stores: settingsOf() }],
);
