import CommandPalette from '@/app/palette/CommandPalette.vue';
import { defineStory } from '../../story';
import { manyActions } from './actions';

export default defineStory(
  CommandPalette,
  { of: 'app/palette/CommandPalette.vue', stage: { width: 800, height: 320 } },
  [{ name: 'Nothing is called so', props: { start: '>carburettor' }, stores: manyActions }],
);
