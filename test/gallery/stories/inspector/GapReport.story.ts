import GapReport from '@/views/stream/inspector/GapReport.vue';
import { defineStory } from '../../story';

const resumed = {
  downMs: 3_200,
  resumedFrom: '88235',
  verdict: 'resumed',
  missing: null,
  sentence: 'reconnected after 3.2 s, resumed from id 88235.',
} as const;

export default defineStory(
  GapReport,
  { of: 'views/stream/inspector/GapReport.vue', width: 344, within: 'inspector' },
  [
    { name: 'Resumed', props: { gap: resumed, source: 'orders' } },
    {
      name: 'Nobody knows',
      props: { gap: { ...resumed, resumedFrom: null, verdict: 'unknown' }, source: 'orders' },
    },
    { name: 'Lost', props: { gap: { ...resumed, verdict: 'lost', missing: 27 }, source: 'orders' } },
  ],
);
