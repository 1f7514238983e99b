import HubAccess from '@/views/server/HubAccess.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { runningHub } from '../../../support/stand-in/hub';

const seen = { now: STILL_MS, clock: 'utc', problem: null } as const;

export default defineStory(HubAccess, { of: 'views/server/HubAccess.vue', width: 248, within: 'v-serv' }, [
  { name: 'Tokens', props: { ...seen, access: 'publish', tokens: runningHub().tokens } },
  { name: 'None, though asked for', props: { ...seen, access: 'all', tokens: [] } },
]);
