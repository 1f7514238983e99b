import LastIdDialog from '@/views/connections/LastIdDialog.vue';
import { defineStory } from '../../story';

export default defineStory(
  LastIdDialog,
  { of: 'views/connections/LastIdDialog.vue', stage: { width: 640, height: 320 } },
  [
    {
      name: 'After an id',
      props: { name: 'orders', lastEventId: '88240', paused: false, resume: () => Promise.resolve() },
    },
  ],
);
