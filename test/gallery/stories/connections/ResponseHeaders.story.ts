import ResponseHeaders from '@/views/connections/ResponseHeaders.vue';
import { pressed } from '../../acts';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  server: 'nginx/1.24.0',
  'set-cookie': 'session=••••4f9c',
};

export default defineStory(
  ResponseHeaders,
  { of: 'views/connections/ResponseHeaders.vue', width: 560, within: 'v-conn' },
  [
    { name: 'Folded', props: { headers } },
    { name: 'Open', props: { headers }, act: pressed('.fold') },
    { name: 'Hostile', props: { headers: { ...headers, 'x-note': HOSTILE } }, act: pressed('.fold') },
    { name: 'None', props: { headers: {} }, act: pressed('.fold') },
  ],
);
