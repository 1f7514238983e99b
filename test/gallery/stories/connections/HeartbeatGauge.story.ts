import HeartbeatGauge from '@/views/connections/HeartbeatGauge.vue';
import { defineStory } from '../../story';

export default defineStory(
  HeartbeatGauge,
  { of: 'views/connections/HeartbeatGauge.vue', width: 340, within: 'v-conn' },
  [
    { name: 'In time', props: { ageMs: 4_200, usualMs: 15_000 } },
    { name: 'Late', props: { ageMs: 33_000, usualMs: 15_000 } },
    { name: 'Beyond the staff', props: { ageMs: 300_000, usualMs: 15_000 } },
  ],
);
