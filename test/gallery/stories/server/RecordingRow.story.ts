import RecordingRow from '@/views/server/RecordingRow.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { someRecordings } from '../../../support/stand-in/recordings';

const { recordings, play } = someRecordings();
const seen = { now: STILL_MS, clock: 'utc' } as const;

export default defineStory(
  RecordingRow,
  { of: 'views/server/RecordingRow.vue', width: 640, within: 'v-serv' },
  [
    { name: 'At rest', props: { ...seen, recording: recordings[1]!, play: { phase: 'idle' } } },
    { name: 'Older', props: { ...seen, recording: recordings[2]!, play: { phase: 'idle' } } },
    { name: 'Playing', props: { ...seen, recording: recordings[0]!, play } },
  ],
);
