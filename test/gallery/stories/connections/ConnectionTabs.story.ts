import ConnectionTabs from '@/views/connections/ConnectionTabs.vue';
import { defineStory } from '../../story';

export default defineStory(
  ConnectionTabs,
  { of: 'views/connections/ConnectionTabs.vue', width: 420, within: 'v-conn' },
  [
    { name: 'Connection', props: { modelValue: 'connection', panel: 'a', findings: 0 } },
    { name: 'Shape, with findings', props: { modelValue: 'shape', panel: 'b', findings: 12 } },
  ],
);
