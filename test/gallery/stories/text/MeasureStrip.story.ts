import MeasureStrip from '@/views/text/MeasureStrip.vue';
import { ANSWER, DONE, responseOf } from '../../responses';
import { defineStory } from '../../story';

const first = responseOf(DONE);

export default defineStory(MeasureStrip, { of: 'views/text/MeasureStrip.vue', width: 344 }, [
  { name: 'Finished', props: { response: first, revision: 0, requestedAt: null } },
  { name: 'From the request', props: { response: first, revision: 0, requestedAt: first.firstAt - 640 } },
  {
    name: 'A stall',
    props: { response: responseOf({ text: ANSWER, stallAfter: 9 }), revision: 0, requestedAt: null },
  },
  { name: 'Nothing yet', props: { response: responseOf({}), revision: 0, requestedAt: null } },
  {
    name: 'An unknown reason',
    props: {
      response: responseOf({ text: ANSWER, finish: 'a_reason_that_nobody_has_heard_of' }),
      revision: 0,
      requestedAt: null,
    },
  },
]);
