import { h, type VNode } from 'vue';
import type { HubClient } from '@shared/hub';
import ClientsTable from '@/views/server/ClientsTable.vue';
import { HOSTILE } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { runningHub } from '../../../support/stand-in/hub';

/** A row is at home in a table. */
const InTable = ({ client }: { readonly client: HubClient }): VNode =>
  h(ClientsTable, { clients: [client], logLimit: 10_000, clock: 'utc' });
const clients = runningHub().clients.map((client) => ({ ...client, connectedAt: STILL_MS - 540_000 }));
const [own, browser, curl, , slow, polling] = clients;

export default defineStory(InTable, { of: 'views/server/ClientRow.vue', width: 760, within: 'v-serv' }, [
  { name: 'This window', props: { client: own! } },
  { name: 'Signed in', props: { client: browser! } },
  { name: 'With a fault', props: { client: curl! } },
  { name: 'Slow', props: { client: slow! } },
  { name: 'Polling', props: { client: polling! } },
  {
    name: 'Hostile',
    props: {
      client: {
        ...slow!,
        agent: HOSTILE,
        user: HOSTILE,
        channels: [HOSTILE, '**'],
        faults: ['delay', 'buffer'],
      },
    },
  },
  {
    name: 'Without a name or a channel',
    props: { client: { ...curl!, agent: '', channels: [], faults: [] } },
  },
]);
