import MarkedText from '@/app/palette/MarkedText.vue';
import { defineStory } from '../../story';

export default defineStory(MarkedText, { of: 'app/palette/MarkedText.vue', within: 'pal gal-pal' }, [
  { name: 'Nothing found in it', props: { text: 'Add a source', marks: [] } },
  { name: 'A word, and the start of another', props: { text: 'Add a source', marks: [0, 3, 6, 8] } },
]);
