import HubChannels from '@/views/server/HubChannels.vue';
import { defineStory } from '../../story';
import { runningHub } from '../../../support/stand-in/hub';

export default defineStory(
  HubChannels,
  { of: 'views/server/HubChannels.vue', width: 248, within: 'v-serv' },
  [
    { name: 'Channels', props: { channels: runningHub().channels } },
    { name: 'None', props: { channels: [] } },
  ],
);
