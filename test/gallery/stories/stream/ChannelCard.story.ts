import ChannelCard from '@/views/stream/ChannelCard.vue';
import { channelDetails } from '@/views/stream/channel-details';
import { madeChannelRate, madeChannels } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const shared = ['orders', 'notify', 'local-demo', 'wikimedia', 'inventory'].map((id, i) =>
  madeChannelRate(id, 'orders/eu/paid', { events: 6_240 >> i }),
);
const channels = [...shared, ...madeChannels().slice(1)];
const of = (path: string) => ({
  id: 'card',
  details: channelDetails(path, channels)!,
  anchor: { top: 0, right: 0 },
  now: STILL_MS,
  clock: 'utc' as const,
  nameOf: (id: string) => id,
});

export default defineStory(
  ChannelCard,
  { of: 'views/stream/ChannelCard.vue', stage: { width: 330, height: 400 } },
  [{ name: 'A channel of many sources', props: of('orders/eu/paid') }],
);
