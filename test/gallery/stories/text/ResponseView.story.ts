import ResponseView from '@/views/text/ResponseView.vue';
import { ANSWER, DONE, responseOf, THOUGHTS, USAGE } from '../../responses';
import { defineStory } from '../../story';
import { until } from '../../until';

const shown = { tick: 0, requestedAt: null, selected: null, clock: 'utc' } as const;
const painted = (root: HTMLElement): Promise<void> =>
  until(() => root.querySelector('.tp-body')?.textContent);
const CALL = { name: 'tide_at', json: '{"place":"bridge","day":"2026-11-21","datum":"chart"}' };

export default defineStory(
  ResponseView,
  { of: 'views/text/ResponseView.vue', width: 344, within: 'gal-response' },
  [
    {
      name: 'Growing',
      props: { ...shown, response: responseOf({ thinking: THOUGHTS, text: ANSWER.slice(0, 90) }) },
      act: painted,
    },
    { name: 'Finished', props: { ...shown, response: responseOf(DONE) }, act: painted },
    {
      name: 'A call of a tool',
      props: {
        ...shown,
        response: responseOf({ text: 'One moment.', call: CALL, finish: 'tool_calls', usage: USAGE }),
      },
      act: painted,
    },
    {
      name: 'Cut off by its limit',
      props: { ...shown, response: responseOf({ text: ANSWER.slice(0, 140), finish: 'length' }) },
      act: painted,
    },
    {
      name: 'Ended with the connection',
      props: { ...shown, response: responseOf({ text: ANSWER.slice(0, 80) }, true) },
      act: painted,
    },
    {
      name: 'Failed',
      props: {
        ...shown,
        response: responseOf({
          text: ANSWER.slice(0, 60),
          error: 'The model is overloaded: try again in a minute, or take another one.',
        }),
      },
      act: painted,
    },
    {
      name: 'Quiet, after a wait',
      props: { ...shown, response: responseOf({ text: ANSWER.slice(0, 120), ago: 14_000, stallAfter: 9 }) },
      act: painted,
    },
    {
      name: 'A piece is selected',
      props: {
        ...shown,
        selected: 9,
        requestedAt: null,
        response: responseOf({ text: ANSWER, finish: 'stop' }),
      },
      act: painted,
    },
    {
      name: 'Several answers',
      props: {
        ...shown,
        response: responseOf({ text: 'At 14:52.', others: ['Eight minutes to three.'], finish: 'stop' }),
      },
      act: painted,
    },
    {
      name: 'Refused',
      props: { ...shown, response: responseOf({ refusal: 'I cannot say that.', finish: 'stop' }) },
      act: painted,
    },
    {
      name: 'Hostile text and model',
      props: {
        ...shown,
        response: responseOf({
          model: 'm\u202edel-<b>x</b>-of-a-name-that-goes-on-and-on-and-on-for-ever',
          text: '\u202eevil\u0000\u001b[31mred\u001b[0m <script>alert(1)</script> ' + 'w'.repeat(120),
          finish: 'a_reason_that_nobody_has_heard_of\u0007',
        }),
      },
      act: painted,
    },
    { name: 'Without text', props: { ...shown, response: responseOf({ finish: 'stop' }) } },
  ],
);
