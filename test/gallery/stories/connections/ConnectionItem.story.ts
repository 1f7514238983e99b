import ConnectionItem from '@/views/connections/ConnectionItem.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  ConnectionItem,
  { of: 'views/connections/ConnectionItem.vue', width: 280, within: 'v-conn cn-list' },
  sources().map((source, i) => ({
    name: source.state.phase,
    props: { source, now: STILL_MS, selected: i === 1, findings: i === 1 ? 4 : 0 },
  })),
);
