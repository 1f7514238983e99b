import HistorySources from '@/views/settings/HistorySources.vue';
import { defineStory } from '../../story';

export default defineStory(
  HistorySources,
  { of: 'views/settings/HistorySources.vue', width: 640, within: 'setb' },
  [
    {
      name: 'Sources, a capture, a removed one',
      props: {
        sources: [
          { id: 'orders', name: 'orders', note: null, events: 1_204_331, bytes: 812_000_000 },
          { id: 'capture-1', name: 'checkout incident', note: 'Capture', events: 1_204, bytes: 812_000 },
          {
            id: 'long',
            name: 'https://eu-west.staging.example.com/v2/tenants/42/streams/orders-and-invoices?format=sse',
            note: 'Removed',
            events: 1,
            bytes: 312,
          },
        ],
      },
    },
    { name: 'Nothing yet', props: { sources: [] } },
  ],
);
