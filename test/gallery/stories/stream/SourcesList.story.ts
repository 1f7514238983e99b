import { useFeed } from '@/stores/feed';
import { useLooked } from '@/stores/looked';
import SourcesList from '@/views/stream/SourcesList.vue';
import { sources } from '../../../support/stand-in/scenario';
import { someCaptures, someJobs } from '../../../support/stand-in/transfers';
import { madeRates } from '../../made-events';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const list = sources();

export default defineStory(
  SourcesList,
  { of: 'views/stream/SourcesList.vue', width: 248, within: 'v-stream sidebar' },
  [
    {
      name: 'Sources and captures, one of each chosen',
      props: {},
      stores: () => {
        give({
          sources: list,
          captures: someCaptures(),
          jobs: someJobs(),
          rates: madeRates(['notify', 'orders']),
        });
        useLooked().look(null);
        useFeed().filter = { ...useFeed().filter, sources: ['notify', 'capture-2'] };
      },
    },
    { name: 'No source', props: {}, stores: () => give({}) },
  ],
);
