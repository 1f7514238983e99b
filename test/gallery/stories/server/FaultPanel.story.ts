import FaultPanel from '@/views/server/FaultPanel.vue';
import { defineStory } from '../../story';
import { runningHub, stoppedHub } from '../../../support/stand-in/hub';

const calm = { busy: false, problem: null };

export default defineStory(FaultPanel, { of: 'views/server/FaultPanel.vue', width: 384, within: 'v-serv' }, [
  { name: 'Two on', props: { ...calm, faults: runningHub().faults, running: true } },
  { name: 'Hub off', props: { ...calm, faults: stoppedHub().faults, running: false } },
]);
