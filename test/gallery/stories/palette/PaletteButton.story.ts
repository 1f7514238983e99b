import PaletteButton from '@/app/palette/PaletteButton.vue';
import { defineStory } from '../../story';
import { settingsOf } from '../settings/panes';

export default defineStory(PaletteButton, { of: 'app/palette/PaletteButton.vue', width: 380 }, [
  { name: 'With its key', props: {} },
  {
    name: 'Its key taken away',
    props: {},
    stores: settingsOf({ keyboard: { singleKeys: true, bindings: { 'palette.open': [] } } }),
  },
]);
