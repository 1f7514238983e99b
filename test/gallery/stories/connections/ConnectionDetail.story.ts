import ConnectionDetail from '@/views/connections/ConnectionDetail.vue';
import { madeSizes, madeSourceRate } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { sources } from '../../../support/stand-in/scenario';

const of = (id: string) => sources().find(({ config }) => config.id === id)!;
const stores = (): void =>
  give({
    sources: sources(),
    rates: {
      sources: [madeSourceRate('orders', { sizes: madeSizes() })],
      channels: [],
      types: [],
      channelsFolded: 0,
      spark: [],
    },
  });
const shown = { now: STILL_MS, explained: false };

export default defineStory(
  ConnectionDetail,
  { of: 'views/connections/ConnectionDetail.vue', width: 760, within: 'v-conn' },
  [
    { name: 'Fell back, lost events', props: { ...shown, source: of('orders') }, stores },
    { name: 'Credentials refused', props: { ...shown, source: of('payments') }, stores },
    { name: 'WebSocket, can send', props: { ...shown, source: of('local-demo') }, stores },
  ],
);
