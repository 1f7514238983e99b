import DockTabs from '@/views/stream/DockTabs.vue';
import { defineStory } from '../../story';

const props = { panes: ['inspector', 'text', 'charts'], place: 'dock', modelValue: 'inspector' } as const;

export default defineStory(
  DockTabs,
  { of: 'views/stream/DockTabs.vue', width: 344, within: 'v-stream gal-tabs' },
  [
    { name: 'Three panes', props },
    {
      name: 'Two panes, the other one shown',
      props: { ...props, panes: ['inspector', 'charts'], modelValue: 'charts' },
    },
  ],
);
