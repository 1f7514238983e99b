import ClientsTable from '@/views/server/ClientsTable.vue';
import { defineStory } from '../../story';
import { runningHub } from '../../../support/stand-in/hub';

export default defineStory(
  ClientsTable,
  { of: 'views/server/ClientsTable.vue', width: 760, within: 'v-serv' },
  [
    {
      name: 'One slow, one with a fault',
      props: { clients: runningHub().clients, logLimit: 10_000, clock: 'utc' },
    },
  ],
);
