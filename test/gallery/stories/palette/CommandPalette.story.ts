import CommandPalette from '@/app/palette/CommandPalette.vue';
import { defineStory } from '../../story';
import { manyActions } from './actions';

export default defineStory(
  CommandPalette,
  { of: 'app/palette/CommandPalette.vue', stage: { width: 800, height: 520 } },
  [{ name: 'Just opened', props: { start: '' }, stores: manyActions }],
);
