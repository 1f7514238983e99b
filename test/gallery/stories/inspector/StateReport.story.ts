import StateReport from '@/views/stream/inspector/StateReport.vue';
import { HOSTILE } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const props = {
  source: 'orders',
  sentence: 'open over SSE after 184 ms, HTTP/2.',
  level: null,
  transport: 'sse',
  at: STILL_MS,
  clock: 'utc',
  followed: true,
} as const;

export default defineStory(
  StateReport,
  { of: 'views/stream/inspector/StateReport.vue', width: 344, within: 'inspector' },
  [
    { name: 'Open', props },
    {
      name: 'Refused',
      props: { ...props, level: 'error', sentence: 'refused the connection; next attempt in 4 s.' },
    },
    {
      name: 'The source is gone',
      props: { ...props, source: HOSTILE, followed: false, transport: 'websocket' },
    },
  ],
);
