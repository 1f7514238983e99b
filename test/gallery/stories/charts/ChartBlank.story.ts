import ChartBlank from '@/views/charts/ChartBlank.vue';
import { defineStory } from '../../story';

export default defineStory(
  ChartBlank,
  { of: 'views/charts/ChartBlank.vue', width: 300, within: 'gal-blank' },
  [
    { name: 'Loading', props: { blank: { kind: 'loading', title: 'Reading the history…', help: '' } } },
    {
      name: 'Texts',
      props: {
        blank: {
          kind: 'texts',
          title: 'These are texts, not numbers.',
          help: '96 of 96 events hold a text that is a number.',
        },
      },
    },
    {
      name: 'Outside',
      props: {
        blank: { kind: 'outside', title: 'No numbers in this time.', help: 'There are some before it.' },
      },
    },
    {
      name: 'Failed',
      props: {
        blank: {
          kind: 'failed',
          title: 'The history could not be read: the disk does not answer.',
          help: 'Look at the disk, then try again.',
        },
      },
    },
  ],
);
