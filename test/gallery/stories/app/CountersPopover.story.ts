import CountersPopover from '@/app/CountersPopover.vue';
import { pressed } from '../../acts';
import { defineStory } from '../../story';
import { kept } from './statuses';

export default defineStory(
  CountersPopover,
  { of: 'app/CountersPopover.vue', within: 'statusbar', stage: { width: 420, height: 520 } },
  [
    {
      name: 'Every counter, and a full disk',
      props: {},
      stores: () =>
        kept({
          notJson: 1_402,
          badUtf8: 31,
          cut: 4,
          dropped: 2_310,
          unindexed: 2,
          waitingBytes: 31_400_000,
          problem: {
            code: 'disk-full',
            message: 'The disk of the history is full.',
            hint: 'Free some space: what arrives is shown meanwhile, but not kept.',
          },
        }),
      act: pressed('.sb-buffer'),
    },
  ],
);
