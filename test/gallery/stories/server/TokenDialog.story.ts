import TokenDialog from '@/views/server/TokenDialog.vue';
import { defineStory } from '../../story';

export default defineStory(
  TokenDialog,
  { of: 'views/server/TokenDialog.vue', stage: { width: 640, height: 400 } },
  [{ name: 'New', props: { create: () => new Promise(() => undefined) } }],
);
