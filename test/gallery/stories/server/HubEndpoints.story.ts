import HubEndpoints from '@/views/server/HubEndpoints.vue';
import { defineStory } from '../../story';

export default defineStory(
  HubEndpoints,
  { of: 'views/server/HubEndpoints.vue', width: 248, within: 'v-serv' },
  [{ name: 'Open', props: { url: 'http://127.0.0.1:4870', access: 'open' } }],
);
