import DetailAbsent from '@/views/stream/inspector/DetailAbsent.vue';
import { defineStory } from '../../story';

const problem = { code: 'disk', message: 'The history cannot be read.', hint: 'Its disk is gone.' };

export default defineStory(
  DetailAbsent,
  { of: 'views/stream/inspector/DetailAbsent.vue', width: 344, within: 'inspector' },
  [
    {
      name: 'It takes a while',
      props: { state: { phase: 'loading', seq: 1 }, missing: false, waiting: true },
    },
    { name: 'Gone', props: { state: { phase: 'gone', seq: 1 }, missing: false, waiting: false } },
    { name: 'Never kept', props: { state: { phase: 'gone', seq: 1 }, missing: true, waiting: false } },
    {
      name: 'Failed',
      props: { state: { phase: 'failed', seq: 1, problem }, missing: false, waiting: false },
    },
  ],
);
