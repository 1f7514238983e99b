import ToastList from '@/ui/ToastList.vue';
import { defineStory } from '../../story';

export default defineStory(ToastList, { of: 'ui/ToastList.vue', stage: { width: 420, height: 220 } }, [
  {
    name: 'Two, the newest lowest',
    props: {
      toasts: [
        { id: 1, level: 'success', title: 'Address copied.', stayMs: 0 },
        { id: 2, level: 'error', title: 'arena refused the connection.', body: 'Is it up?', stayMs: 0 },
      ],
    },
  },
]);
