import ConnectionList from '@/views/connections/ConnectionList.vue';
import { focused } from '../../acts';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  ConnectionList,
  { of: 'views/connections/ConnectionList.vue', width: 260, within: 'v-conn' },
  [
    { name: 'Every state', props: { sources: sources(), chosen: 'orders', now: STILL_MS } },
    {
      name: 'With the focus',
      props: { sources: sources().slice(0, 3), chosen: 'notify', now: STILL_MS },
      act: focused('.cn-list'),
    },
  ],
);
