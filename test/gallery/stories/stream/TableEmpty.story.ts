import { EMPTY_FILTER, type ViewFilter } from '@shared/feed';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { useFeed } from '@/stores/feed';
import TableEmpty from '@/views/stream/TableEmpty.vue';
import { sources } from '../../../support/stand-in/scenario';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const list = sources();
function start(filter: Partial<ViewFilter>, stored = 48_214): void {
  give({ sources: list });
  useFeed().filter = { ...EMPTY_FILTER, ...filter };
  useFeed().totals = { received: stored, stored, evicted: 0, dropped: 0 };
}

export default defineStory(
  TableEmpty,
  { of: 'views/stream/TableEmpty.vue', width: 440, within: 'gal-empty tarea' },
  [
    { name: 'No events yet', props: {}, stores: () => start({}, 0) },
    { name: 'No source is connected', props: {}, stores: () => give({ sources: list.slice(-1) }) },
    { name: 'No query matches', props: {}, stores: () => start({ query: 'zebra' }) },
    { name: 'No filter matches', props: {}, stores: () => start({ sources: ['arena'] }) },
    {
      name: 'Being searched',
      props: {},
      stores: () => {
        start({ query: 'zebra' });
        useFeed().search = { looked: 18_000, of: 48_214 };
      },
    },
    {
      name: 'All of it is muted',
      props: {},
      stores: () => {
        const mutedChannels = [{ sourceId: 'notify', channel: '' }];
        start({ mutedChannels });
        give({ settings: { ...DEFAULT_SETTINGS, mutedChannels } });
      },
    },
  ],
);
