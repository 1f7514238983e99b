import CurlPane from '@/app/source-dialog/CurlPane.vue';
import { acts, pressed, typed } from '../../acts';
import { defineStory } from '../../story';
import { FORM } from './forms';

export default defineStory(CurlPane, { of: 'app/source-dialog/CurlPane.vue', ...FORM }, [
  { name: 'Empty, focused', props: {} },
  {
    name: 'It cannot be read',
    props: {},
    act: acts(typed('textarea', 'wget https://example.com/events'), pressed('.btn:last-of-type')),
  },
]);
