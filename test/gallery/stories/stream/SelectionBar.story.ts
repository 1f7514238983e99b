import SelectionBar from '@/views/stream/SelectionBar.vue';
import { defineStory } from '../../story';

export default defineStory(
  SelectionBar,
  { of: 'views/stream/SelectionBar.vue', width: 460, within: 'gal-foot' },
  [
    { name: 'Counted', props: { active: true, count: 48_214 } },
    { name: 'One', props: { active: true, count: 1 } },
    { name: 'Being counted', props: { active: true, count: null } },
  ],
);
