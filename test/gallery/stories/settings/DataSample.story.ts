import DataSample from '@/views/settings/DataSample.vue';
import { defineStory } from '../../story';

export default defineStory(
  DataSample,
  { of: 'views/settings/DataSample.vue', width: 560, within: 'setb' },
  ([20, 24, 28] as const).map((rowHeight) => ({ name: `Rows of ${rowHeight} px`, props: { rowHeight } })),
);
