import ShortcutsSheet from '@/app/ShortcutsSheet.vue';
import { defineStory } from '../../story';
import { settingsOf } from '../settings/panes';

export default defineStory(
  ShortcutsSheet,
  { of: 'app/ShortcutsSheet.vue', stage: { width: 1_100, height: 780 } },
  [
    {
      name: 'Single keys off, one changed',
      props: {},
      stores: settingsOf({
        keyboard: { singleKeys: false, bindings: { 'palette.open': ['Ctrl Shift Space'] } },
      }),
    },
  ],
);
