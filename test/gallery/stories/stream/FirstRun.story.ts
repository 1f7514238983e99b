import FirstRun from '@/views/stream/FirstRun.vue';
import { stoppedHub } from '../../../support/stand-in/hub';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

export default defineStory(
  FirstRun,
  { of: 'views/stream/FirstRun.vue', width: 968, within: 'v-stream gal-whole' },
  [{ name: 'Before there is a source', props: {}, stores: () => give({ hub: stoppedHub() }) }],
);
