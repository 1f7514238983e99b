import TimeCursorBar from '@/views/stream/time-cursor/TimeCursorBar.vue';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const props = {
  time: STILL_MS - 754_000,
  clock: 'utc' as const,
  now: STILL_MS,
  loading: false,
  problem: null,
  said: '',
  focus: false,
};

export default defineStory(
  TimeCursorBar,
  { of: 'views/stream/time-cursor/TimeCursorBar.vue', width: 248, within: 'v-stream sidebar' },
  [
    { name: 'A moment of today', props },
    { name: 'Days ago', props: { ...props, time: STILL_MS - 3 * 86_400_000 } },
    { name: 'Being looked up', props: { ...props, loading: true } },
    {
      name: 'It could not be looked up',
      props: {
        ...props,
        problem: {
          code: 'history-busy',
          message: 'The history does not answer.',
          hint: 'Try again when the import is done.',
        },
      },
    },
  ],
);
