import CommandPalette from '@/app/palette/CommandPalette.vue';
import { defineStory } from '../../story';
import { manyActions } from './actions';

export default defineStory(
  CommandPalette,
  { of: 'app/palette/CommandPalette.vue', stage: { width: 800, height: 480 } },
  [{ name: 'Found by a few letters', props: { start: '@ord' }, stores: manyActions }],
);
