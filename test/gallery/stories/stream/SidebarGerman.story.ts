import { DEFAULT_SETTINGS } from '@shared/settings';
import { useLooked } from '@/stores/looked';
import ChannelsPanel from '@/views/stream/ChannelsPanel.vue';
import { sources } from '../../../support/stand-in/scenario';
import { madeRates } from '../../made-events';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const mutedChannels = [{ sourceId: 'local-demo', channel: 'logs' }];

export default defineStory(
  ChannelsPanel,
  { of: 'views/stream/ChannelsPanel.vue', width: 248, within: 'v-stream sidebar gal-panel', language: 'de' },
  [
    {
      name: 'In the usual width',
      props: {},
      stores: () => {
        const settings = { ...DEFAULT_SETTINGS, clock: 'utc', mutedChannels } as const;
        give({ sources: sources(), settings, rates: madeRates(['orders', 'notify', 'local-demo']) });
        useLooked().look({ sources: ['orders'], channels: [] });
      },
    },
  ],
);
