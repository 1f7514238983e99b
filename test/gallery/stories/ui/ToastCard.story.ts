import ToastCard from '@/ui/ToastCard.vue';
import { defineStory } from '../../story';

const title = 'arena refused the connection.';

export default defineStory(ToastCard, { of: 'ui/ToastCard.vue', width: 340 }, [
  {
    name: 'Said in a line',
    props: { toast: { id: 1, level: 'success', title: 'Address copied.', stayMs: 0 } },
  },
  {
    name: 'With a way back',
    props: {
      toast: {
        id: 2,
        level: 'info',
        title: 'orders removed.',
        body: '6,240 events of its history go with it.',
        stayMs: 0,
        action: { label: 'Undo', run: () => undefined },
      },
    },
  },
  {
    name: 'A failure',
    props: { toast: { id: 3, level: 'error', title, body: 'Is the server up on port 443?', stayMs: 0 } },
  },
  {
    name: 'A warning',
    props: { toast: { id: 4, level: 'warning', title: 'photos is a folder.', stayMs: 0 } },
  },
]);
