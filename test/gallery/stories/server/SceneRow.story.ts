import SceneRow from '@/views/server/SceneRow.vue';
import { defineStory } from '../../story';
import { runningHub } from '../../../support/stand-in/hub';

const { scenes } = runningHub();
const rates = [4, 6, 12, 9, 18, 14, 7, 3, 0, 2, 11, 16];

export default defineStory(SceneRow, { of: 'views/server/SceneRow.vue', width: 720, within: 'v-serv' }, [
  { name: 'On', props: { scene: scenes[0]!, rates, hubRunning: true } },
  { name: 'Off', props: { scene: { ...scenes[1]!, running: false }, rates: [], hubRunning: true } },
  {
    name: 'Burst and size open',
    props: { scene: { ...scenes[2]!, burst: 20, payloadBytes: 2_048 }, rates, hubRunning: true },
    act: (root) => root.querySelector<HTMLElement>('[aria-expanded]')?.click(),
  },
]);
