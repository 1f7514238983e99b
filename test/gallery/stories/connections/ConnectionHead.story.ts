import ConnectionHead from '@/views/connections/ConnectionHead.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  ConnectionHead,
  { of: 'views/connections/ConnectionHead.vue', width: 720, within: 'v-conn' },
  sources()
    .slice(0, 5)
    .map((source) => ({
      name: source.state.phase,
      props: { source, now: STILL_MS, busy: false, explained: false },
    })),
);
