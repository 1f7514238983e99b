import { useFeed } from '@/stores/feed';
import { useLooked } from '@/stores/looked';
import { useTimeCursor } from '@/stores/time-cursor';
import ChannelsPanel from '@/views/stream/ChannelsPanel.vue';
import { useSideFilter } from '@/views/stream/side-filter';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { sources } from '../../../support/stand-in/scenario';
import { madeChannels, madeRates } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { answer, give } from '../../with-stores';

const list = sources();
const IDS = ['orders', 'notify', 'local-demo'];
const marked = {
  ...DEFAULT_SETTINGS,
  clock: 'utc',
  pinnedChannels: [{ sourceId: '', channel: 'orders/eu' }],
  mutedChannels: [{ sourceId: 'local-demo', channel: 'logs' }],
} as const;
/** As `give`, with a person who has seen all but one channel. */
function start(settings: typeof marked | typeof DEFAULT_SETTINGS = DEFAULT_SETTINGS): void {
  const rates = madeRates(IDS);
  give({ sources: list, settings: { ...settings, clock: 'utc' } as typeof DEFAULT_SETTINGS, rates });
  useLooked().look({ sources: ['orders', 'local-demo'], channels: [] });
}
answer({
  'history.channelsAt': (time) =>
    madeChannels()
      .slice(0, 3)
      .map(({ sourceId, channel, events, last }) => ({
        sourceId,
        channel,
        events,
        last,
        lastAt: time - 400,
      })),
});

export default defineStory(
  ChannelsPanel,
  { of: 'views/stream/ChannelsPanel.vue', width: 296, within: 'v-stream sidebar gal-panel' },
  [
    { name: 'A tree with last values', props: {}, stores: () => start() },
    {
      name: 'Pinned, muted, and one channel chosen',
      props: {},
      stores: () => {
        start(marked);
        useFeed().filter = { ...useFeed().filter, channel: 'orders/eu/paid' };
      },
    },
    {
      name: 'Closed branches, with what they hold',
      props: {},
      stores: () => start(),
      async act(root) {
        const toggles = [...root.querySelectorAll<HTMLButtonElement>('.panel-h button')];
        toggles.find((button) => button.getAttribute('aria-label')?.includes('Close all'))?.click();
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
    },
    {
      name: 'Filtered',
      props: {},
      stores: () => {
        start();
        useSideFilter().open('eu');
      },
    },
    {
      name: 'Nothing found',
      props: {},
      stores: () => {
        start();
        useSideFilter().open('zebra');
      },
    },
    {
      name: 'As they were at a moment',
      props: {},
      stores: () => (start(), useTimeCursor().set(STILL_MS - 754_000)),
    },
    { name: 'No channels', props: {}, stores: () => give({ sources: list }) },
  ],
);
