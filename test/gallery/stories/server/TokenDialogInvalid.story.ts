import TokenDialog from '@/views/server/TokenDialog.vue';
import { acts, inPage, pressed, typed } from '../../acts';
import { defineStory } from '../../story';

export default defineStory(
  TokenDialog,
  { of: 'views/server/TokenDialog.vue', stage: { width: 640, height: 440 }, language: 'de' },
  [
    {
      name: 'Nothing is right',
      props: { create: () => new Promise(() => undefined) },
      act: inPage(
        acts(
          pressed('.tokf-c [role="checkbox"]'),
          typed('input.mono', 'orders/*x eu'),
          pressed('.btn-primary'),
        ),
      ),
    },
  ],
);
