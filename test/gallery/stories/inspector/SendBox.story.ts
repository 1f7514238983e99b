import SendBox from '@/views/stream/inspector/SendBox.vue';
import { defineStory } from '../../story';

const props = { name: 'local demo', send: () => Promise.resolve(), clock: 'utc' } as const;

export default defineStory(
  SendBox,
  { of: 'views/stream/inspector/SendBox.vue', width: 344, within: 'inspector' },
  [
    { name: 'Empty', props },
    { name: 'To be sent again', props: { ...props, draft: '{"subscribe":["scores","chat"],"since":88201}' } },
  ],
);
