import LatencyScale from '@/views/connections/LatencyScale.vue';
import { defineStory } from '../../story';

export default defineStory(
  LatencyScale,
  { of: 'views/connections/LatencyScale.vue', width: 340, within: 'v-conn' },
  [
    { name: 'Quick', props: { label: 'Latency', values: { p50: 42, p99: 318, count: 900 } } },
    { name: 'Slow tail', props: { label: 'Latency', values: { p50: 90, p99: 4_800, count: 900 } } },
  ],
);
