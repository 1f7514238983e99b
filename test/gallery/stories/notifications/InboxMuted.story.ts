import InboxMuted from '@/views/notifications/InboxMuted.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const sourceName = (id: string): string => id;

export default defineStory(
  InboxMuted,
  { of: 'views/notifications/InboxMuted.vue', width: 240, within: 'v-notif' },
  [
    {
      name: 'A source and channels',
      props: {
        sourceName,
        sources: ['inventory'],
        channels: [
          { sourceId: '', channel: 'metrics' },
          { sourceId: 'notify', channel: '' },
          { sourceId: 'notify', channel: HOSTILE },
        ],
      },
    },
    {
      name: 'Many',
      props: { sourceName, channels: [], sources: Array.from({ length: 40 }, (_, i) => `source-${i}`) },
    },
  ],
);
