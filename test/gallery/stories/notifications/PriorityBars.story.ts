import { PRIORITIES } from '@shared/notification';
import PriorityBars from '@/views/notifications/PriorityBars.vue';
import { defineStory } from '../../story';

export default defineStory(
  PriorityBars,
  { of: 'views/notifications/PriorityBars.vue', within: 'v-notif' },
  PRIORITIES.map((priority) => ({ name: priority, props: { priority } })),
);
