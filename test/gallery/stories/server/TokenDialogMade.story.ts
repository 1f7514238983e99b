import TokenDialog from '@/views/server/TokenDialog.vue';
import { acts, inPage, pressed, typed } from '../../acts';
import { defineStory } from '../../story';
import { until } from '../../until';

export default defineStory(
  TokenDialog,
  { of: 'views/server/TokenDialog.vue', stage: { width: 640, height: 360 } },
  [
    {
      name: 'Made',
      props: { create: () => Promise.resolve({ id: 't1', token: 'sg_19bcQh4x7VtYw2m0RkE5sNpLz8aJdU3f' }) },
      act: inPage(
        acts(typed('.tokf .in', 'web-dev'), pressed('.btn-primary'), () =>
          until(() => document.querySelector('.tokf-s')),
        ),
      ),
    },
  ],
);
