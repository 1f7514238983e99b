import AttemptTable from '@/views/connections/AttemptTable.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

const longest = sources().sort((a, b) => b.attempts.length - a.attempts.length)[0]!;

export default defineStory(
  AttemptTable,
  { of: 'views/connections/AttemptTable.vue', width: 820, within: 'v-conn' },
  [{ name: 'The last ones', props: { attempts: longest.attempts, now: STILL_MS, clock: 'utc' } }],
);
