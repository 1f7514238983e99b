import EventSizes from '@/views/connections/EventSizes.vue';
import { madeSizes, madeSourceRate } from '../../made-events';
import { defineStory } from '../../story';

export default defineStory(
  EventSizes,
  { of: 'views/connections/EventSizes.vue', width: 720, within: 'v-conn gal-reads' },
  [
    {
      name: 'Small ones',
      props: { counted: madeSourceRate('orders', { sizes: madeSizes() }), clock: 'utc' },
    },
    {
      name: 'Large ones',
      props: { counted: madeSourceRate('orders', { sizes: madeSizes(9) }), clock: 'utc' },
    },
    {
      name: 'None yet',
      props: { counted: madeSourceRate('orders', { sizes: [], firstAt: null, lastAt: null }), clock: 'utc' },
    },
  ],
);
