import KeyboardSettings from '@/views/settings/KeyboardSettings.vue';
import { acts, pressed, typed } from '../../acts';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

const changed = settingsOf({
  keyboard: { singleKeys: false, bindings: { 'palette.open': ['Ctrl K', 'P'], 'events.toggle-follow': [] } },
});

export default defineStory(KeyboardSettings, { of: 'views/settings/KeyboardSettings.vue', ...PANE }, [
  { name: 'Searched', props: {}, stores: settingsOf(), act: typed('[type="search"]', 'query') },
  {
    name: 'Single keys off, only what was changed',
    props: {},
    stores: changed,
    act: pressed('[aria-pressed]'),
  },
  {
    name: 'Nothing is called so',
    props: {},
    stores: changed,
    act: acts(pressed('[aria-pressed]'), typed('[type="search"]', 'carburettor')),
  },
]);
