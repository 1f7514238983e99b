import StrategyLadder from '@/views/connections/StrategyLadder.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  StrategyLadder,
  { of: 'views/connections/StrategyLadder.vue', width: 680, within: 'v-conn' },
  sources()
    .filter(({ ladder }) => ladder.length > 1)
    .slice(0, 4)
    .map((source) => ({
      name: source.state.phase,
      props: { source, now: STILL_MS, clock: 'utc', busy: false },
    })),
);
