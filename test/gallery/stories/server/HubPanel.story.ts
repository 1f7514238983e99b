import HubPanel from '@/views/server/HubPanel.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { runningHub, stoppedHub, troubledHub } from '../../../support/stand-in/hub';

const of = ({ state, published, backplane, warnings }: ReturnType<typeof runningHub>) =>
  ({
    state,
    published,
    backplane,
    warnings,
    now: STILL_MS,
    clock: 'utc',
    busy: false,
    problem: null,
  }) as const;

export default defineStory(HubPanel, { of: 'views/server/HubPanel.vue', width: 260, within: 'v-serv' }, [
  { name: 'Running', props: of(runningHub()) },
  { name: 'Off', props: of(stoppedHub()) },
  { name: 'Starting', props: of({ ...stoppedHub(), state: { phase: 'starting' } }) },
  {
    name: 'Failed',
    props: of({
      ...stoppedHub(),
      state: {
        phase: 'failed',
        reason: {
          code: 'port-taken',
          message: 'Port 4870 is taken.',
          hint: 'Choose another in the settings.',
        },
      },
    }),
  },
  { name: 'In trouble', props: of(troubledHub()) },
]);
