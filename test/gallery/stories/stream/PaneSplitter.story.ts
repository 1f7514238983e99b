import PaneSplitter from '@/views/stream/PaneSplitter.vue';
import { defineStory } from '../../story';

const props = { label: 'Width of the sidebar', size: 248, least: 200, most: 400 };

export default defineStory(
  PaneSplitter,
  { of: 'views/stream/PaneSplitter.vue', width: 120, within: 'v-stream gal-panes' },
  [
    { name: 'To the right', props: { ...props, growsTo: 'right' } },
    { name: 'Upwards', props: { ...props, growsTo: 'up' } },
    {
      name: 'With the focus',
      props: { ...props, growsTo: 'right' },
      act: (root) => root.querySelector<HTMLElement>('[role=separator]')?.focus(),
    },
  ],
);
