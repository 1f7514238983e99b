import MeasureStrip from '@/views/text/MeasureStrip.vue';
import { DONE, responseOf } from '../../responses';
import { defineStory } from '../../story';

const response = responseOf({ ...DONE, stallAfter: 20 });

export default defineStory(MeasureStrip, { of: 'views/text/MeasureStrip.vue', width: 344, language: 'de' }, [
  { name: 'Finished', props: { response, revision: 0, requestedAt: response.firstAt - 640 } },
  { name: 'Nothing yet', props: { response: responseOf({}), revision: 0, requestedAt: null } },
]);
