import RemoveSourceDialog from '@/app/RemoveSourceDialog.vue';
import { inPage, pressed } from '../../acts';
import { defineStory } from '../../story';

export default defineStory(
  RemoveSourceDialog,
  { of: 'app/RemoveSourceDialog.vue', stage: { width: 560, height: 320 } },
  [
    {
      name: 'With its events, and a long name',
      props: {
        name: 'https://eu-west.staging.example.com/v2/tenants/42/streams/orders-and-invoices',
        events: 1_204_331,
        size: 812_000_000,
      },
      act: inPage(pressed('.confirm-choice [role="checkbox"]')),
    },
  ],
);
