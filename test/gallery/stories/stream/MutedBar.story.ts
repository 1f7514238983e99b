import MutedBar from '@/views/stream/MutedBar.vue';
import { defineStory } from '../../story';

const props = { channels: 12, events: 104_880, only: false, shows: false };

export default defineStory(
  MutedBar,
  { of: 'views/stream/MutedBar.vue', width: 248, within: 'v-stream sidebar' },
  [
    { name: 'Hidden', props },
    { name: 'One channel, its events in the list', props: { ...props, channels: 1, events: 1, shows: true } },
    { name: 'The tree shows nothing else', props: { ...props, only: true } },
  ],
);
