import type { RecordingsState } from '@shared/recording';
import RecordingsBlock from '@/views/server/RecordingsBlock.vue';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { noRecordings, someRecordings } from '../../../support/stand-in/recordings';

const props = { now: STILL_MS, clock: 'utc', ready: () => Promise.resolve() } as const;
const holding = (part: Partial<RecordingsState>) => () =>
  give({ recordings: { ...someRecordings(), ...part } });

export default defineStory(
  RecordingsBlock,
  { of: 'views/server/RecordingsBlock.vue', width: 720, within: 'v-serv' },
  [
    { name: 'One plays, one is made', props, stores: holding({}) },
    { name: 'At rest', props, stores: holding({ play: { phase: 'idle' }, record: { phase: 'idle' } }) },
    {
      name: 'In trouble',
      props,
      stores: holding({
        record: { phase: 'idle' },
        problem: {
          code: 'disk-full',
          message: 'The recording stopped: no space is left on the disk.',
          hint: 'What was recorded up to then is kept.',
        },
      }),
    },
    { name: 'Empty', props, stores: () => give({ recordings: noRecordings() }) },
    {
      name: 'The first one is made',
      props,
      stores: () => give({ recordings: { ...noRecordings(), record: someRecordings().record } }),
    },
  ],
);
