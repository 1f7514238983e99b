import InboxHead from '@/views/notifications/InboxHead.vue';
import { defineStory } from '../../story';

const head = { title: 'Inbox', grouping: 'level', text: '', busy: false } as const;

export default defineStory(
  InboxHead,
  { of: 'views/notifications/InboxHead.vue', width: 760, within: 'v-notif' },
  [
    { name: 'Some unread', props: { ...head, count: '42, 7 unread', shown: 42, unread: 7, narrowed: false } },
    {
      name: 'Searched',
      props: { ...head, text: 'webhook', count: '3 of 42', shown: 3, unread: 1, narrowed: true },
    },
    { name: 'Empty', props: { ...head, count: '0, 0 unread', shown: 0, unread: 0, narrowed: false } },
  ],
);
