import LastIdDialog from '@/views/connections/LastIdDialog.vue';
import { acts, inPage, pressed, typed } from '../../acts';
import { defineStory } from '../../story';
import { until } from '../../until';

export default defineStory(
  LastIdDialog,
  { of: 'views/connections/LastIdDialog.vue', stage: { width: 640, height: 400 }, language: 'de' },
  [
    {
      name: 'Without an id, paused, refused',
      props: {
        name: 'orders of all shops of the whole wide world, live',
        lastEventId: '88240',
        paused: true,
        resume: () => Promise.reject(new Error('orders was removed in another window.')),
      },
      act: inPage(
        acts(typed('input', ''), pressed('[form="last-id-form"]'), () =>
          until(() => document.body.textContent.includes('another window')),
        ),
      ),
    },
  ],
);
