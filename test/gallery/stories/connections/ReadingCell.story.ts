import { h } from 'vue';
import CopyButton from '@/ui/CopyButton.vue';
import { visibleExcerpt } from '@/ui/visible-text';
import ReadingCell from '@/views/connections/ReadingCell.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

export default defineStory(
  ReadingCell,
  { of: 'views/connections/ReadingCell.vue', width: 220, within: 'v-conn gal-cell' },
  [
    { name: 'A value', props: { label: 'Rate', value: '18.4', unit: 'events/s', note: '28.1 kB a second' } },
    {
      name: 'A warning',
      props: { label: 'Missing', value: '27', tone: 'warn', note: 'ids 88208 to 88234', noteTone: 'warn' },
    },
    {
      name: 'An error',
      props: {
        label: 'Certificate',
        value: 'not checked',
        tone: 'err',
        note: 'Anyone on the way can read it.',
        noteTone: 'err',
      },
    },
    { name: 'Nothing yet', props: { label: 'Latency', value: 'none yet', tone: 'quiet' } },
    {
      name: 'With an action',
      props: { label: 'Last event id', value: '88240', mono: true },
      slots: { action: () => h(CopyButton, { size: 'xs', label: 'Copy the id' }) },
    },
    {
      name: 'Longer than its room',
      props: {
        label: 'Last event id',
        value: visibleExcerpt(HOSTILE, 200),
        mono: true,
        note: visibleExcerpt(HOSTILE, 200),
      },
    },
  ],
);
