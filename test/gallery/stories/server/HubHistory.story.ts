import HubHistory from '@/views/server/HubHistory.vue';
import { defineStory } from '../../story';
import { runningHub } from '../../../support/stand-in/hub';

export default defineStory(HubHistory, { of: 'views/server/HubHistory.vue', width: 248, within: 'v-serv' }, [
  { name: 'In memory', props: { history: runningHub().history } },
  {
    name: 'On disk, empty',
    props: { history: { ...runningHub().history, events: 0, bytes: 0, persisted: true } },
  },
]);
