import EventFacts from '@/views/stream/inspector/EventFacts.vue';
import { HOSTILE } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const props = {
  kind: 'event',
  receivedAt: STILL_MS,
  eventTime: STILL_MS - 38,
  size: 18_400,
  lastEventId: '88240',
  clock: 'utc',
  resumable: true,
} as const;

export default defineStory(
  EventFacts,
  { of: 'views/stream/inspector/EventFacts.vue', width: 344, within: 'inspector' },
  [
    { name: 'An event', props },
    { name: 'From the future', props: { ...props, eventTime: STILL_MS + 4_200 } },
    {
      name: 'A heartbeat',
      props: { ...props, kind: 'comment', eventTime: null, size: 13, lastEventId: '', resumable: false },
    },
    { name: 'The id of a stranger', props: { ...props, lastEventId: HOSTILE } },
  ],
);
