import ChannelsHead from '@/views/stream/ChannelsHead.vue';
import { defineStory } from '../../story';

const props = {
  count: 1_204,
  found: null,
  filtering: false,
  allClosed: false,
  values: true,
  roomy: true,
  blink: true,
  order: 'name',
  menu: true,
} as const;

export default defineStory(
  ChannelsHead,
  { of: 'views/stream/ChannelsHead.vue', width: 248, within: 'v-stream sidebar' },
  [
    { name: 'All', props },
    { name: 'Filtered, all closed', props: { ...props, found: 12, filtering: true, allClosed: true } },
    { name: 'No channels', props: { ...props, count: 0, menu: false } },
  ],
);
