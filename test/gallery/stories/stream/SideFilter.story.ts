import { nextTick } from 'vue';
import SideFilter from '@/views/stream/SideFilter.vue';
import { useSideFilter } from '@/views/stream/side-filter';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

export default defineStory(
  SideFilter,
  { of: 'views/stream/SideFilter.vue', width: 248, within: 'v-stream sidebar' },
  [
    { name: 'With a name', props: {}, stores: () => useSideFilter().open('orders eu') },
    { name: 'Longer than its field', props: {}, stores: () => useSideFilter().open(HOSTILE) },
    {
      name: 'Open, with the focus',
      props: {},
      stores: () => useSideFilter().open(''),
      async act(root) {
        await nextTick();
        root.querySelector('input')?.focus();
      },
    },
  ],
);
