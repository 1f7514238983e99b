import ProblemNote from '@/ui/ProblemNote.vue';
import { defineStory } from '../../story';

const message = 'arena refused the connection.';

export default defineStory(ProblemNote, { of: 'ui/ProblemNote.vue', width: 420 }, [
  { name: 'Sentence', props: { problem: { code: 'refused', message } } },
  {
    name: 'With what to do',
    props: { problem: { code: 'refused', message, hint: 'Is the server up on port 443?' } },
  },
]);
