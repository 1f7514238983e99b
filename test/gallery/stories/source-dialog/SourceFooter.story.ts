import SourceFooter from '@/app/source-dialog/SourceFooter.vue';
import { defineStory } from '../../story';

const foot = {
  kind: 'new',
  asking: false,
  saving: false,
  refusal: null,
  test: { phase: 'idle' },
  autofocus: false,
} as const;

export default defineStory(
  SourceFooter,
  { of: 'app/source-dialog/SourceFooter.vue', width: 880, within: 'dlg-f gal-foot' },
  [
    { name: 'A new source', props: foot },
    { name: 'Tested', props: { ...foot, test: { phase: 'running' } } },
    {
      name: 'It works',
      props: {
        ...foot,
        kind: 'edited',
        test: {
          phase: 'done',
          result: { ok: true, sentence: 'Connected over SSE in 184 ms. First event after 212 ms. HTTP/1.1.' },
        },
      },
    },
    {
      name: 'It does not',
      props: {
        ...foot,
        test: {
          phase: 'done',
          result: {
            ok: false,
            sentence: 'eu-west.staging.example.com refused the connection over WebSocket, SSE and polling.',
            hint: 'Is the server up, and is the port right? A proxy may stand between.',
          },
        },
      },
    },
    { name: 'Refused', props: { ...foot, refusal: 'There are 200 sources already. Remove one first.' } },
    { name: 'Saved', props: { ...foot, saving: true } },
    { name: 'Asked before it is lost', props: { ...foot, asking: true } },
    { name: 'The demo', props: { ...foot, kind: 'demo' } },
    { name: 'An answer that costs', props: { ...foot, kind: 'once' } },
  ],
);
