import InspectorTabs from '@/views/stream/inspector/InspectorTabs.vue';
import { defineStory } from '../../story';

const props = { modelValue: 'data', panel: 'panel', loaded: true, changes: null } as const;

export default defineStory(
  InspectorTabs,
  { of: 'views/stream/inspector/InspectorTabs.vue', width: 344, within: 'inspector' },
  [
    { name: 'Data', props },
    { name: 'Diff, with changes', props: { ...props, modelValue: 'diff', changes: 12 } },
    {
      name: 'With a text, nothing loaded',
      props: { ...props, modelValue: 'text', loaded: false, text: true },
    },
  ],
);
