import StatusBar from '@/app/StatusBar.vue';
import { defineStory } from '../../story';
import { bare, calm, kept } from './statuses';

export default defineStory(StatusBar, { of: 'app/StatusBar.vue', width: 960, within: 'gal-frame' }, [
  { name: 'No source', props: bare() },
  { name: 'All is well', props: calm(), stores: () => kept() },
  {
    name: 'The hub failed',
    props: {
      ...calm(),
      hub: { phase: 'failed', reason: { code: 'port-taken', message: 'Port 4870 is taken.' } },
    },
    stores: () => kept(),
  },
]);
