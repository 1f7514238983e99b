import ScenesBlock from '@/views/server/ScenesBlock.vue';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { runningHub, stoppedHub } from '../../../support/stand-in/hub';

const props = { ready: () => Promise.resolve() };

export default defineStory(
  ScenesBlock,
  { of: 'views/server/ScenesBlock.vue', width: 720, within: 'v-serv' },
  [
    { name: 'Some are on', props, stores: () => give({ hub: runningHub() }) },
    { name: 'The hub is off', props, stores: () => give({ hub: stoppedHub() }) },
  ],
);
