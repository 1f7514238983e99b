import AttemptLanes from '@/views/connections/AttemptLanes.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  AttemptLanes,
  { of: 'views/connections/AttemptLanes.vue', width: 680, within: 'v-conn' },
  sources()
    .filter(({ attempts }) => attempts.length > 1)
    .slice(0, 3)
    .map(({ attempts, config, state }) => ({
      name: `${config.transports.length} transports, ${state.phase}`,
      props: { attempts, transports: config.transports, state, now: STILL_MS, minutes: 12, clock: 'utc' },
    })),
);
