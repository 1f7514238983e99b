import StatusBar from '@/app/StatusBar.vue';
import { defineStory } from '../../story';
import { kept, troubled } from './statuses';

export default defineStory(
  StatusBar,
  { of: 'app/StatusBar.vue', within: 'gal-frame gal-wide', stage: { width: 1_300, height: 60 } },
  [{ name: 'Losses, a wrong clock, faults', props: troubled(), stores: () => kept() }],
);
