import HistoryUsage from '@/views/settings/HistoryUsage.vue';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { NO_HISTORY, SOME_HISTORY } from './panes';

const on = { limitBytes: 2_000_000_000, now: STILL_MS };

export default defineStory(
  HistoryUsage,
  { of: 'views/settings/HistoryUsage.vue', width: 760, within: 'setb' },
  [
    { name: 'Empty', props: { ...on, state: NO_HISTORY } },
    { name: 'Two thirds full', props: { ...on, state: SOME_HISTORY } },
    {
      name: 'The disk is full',
      props: {
        ...on,
        state: {
          ...SOME_HISTORY,
          kept: false,
          dropped: 2_310,
          waitingBytes: 31_400_000,
          problem: {
            code: 'disk-full',
            message: 'The disk of the history is full.',
            hint: 'Free some space: what arrives is shown meanwhile, but not kept.',
          },
        },
      },
    },
    {
      name: 'Damaged files',
      props: {
        ...on,
        state: {
          ...SOME_HISTORY,
          unindexed: 2,
          damagedFiles: 1,
          damagedBytes: 4_200_000,
          tornBytes: 812,
          problem: {
            code: 'damaged',
            message: 'One file of the history is damaged.',
            hint: 'The rest of it is read as before.',
          },
        },
      },
    },
  ],
);
