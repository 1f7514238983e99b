import PublishBox from '@/views/stream/inspector/PublishBox.vue';
import { defineStory } from '../../story';

const props = {
  draft: { channel: 'orders/eu/paid', type: 'order.paid', data: '{\n  "order": "EU-20417"\n}' },
  running: true,
  publish: () => new Promise<never>(() => undefined),
  start: () => Promise.resolve(),
  clock: 'utc' as const,
};

export default defineStory(
  PublishBox,
  { of: 'views/stream/inspector/PublishBox.vue', width: 344, within: 'inspector' },
  [
    { name: 'The hub runs', props },
    { name: 'The hub is off', props: { ...props, running: false } },
  ],
);
