import ProblemWords from '@/ui/ProblemWords.vue';
import { defineStory } from '../../story';

const message = 'arena refused the connection.';
const hint = 'Is the server up on port 443?';

export default defineStory(ProblemWords, { of: 'ui/ProblemWords.vue', width: 420 }, [
  { name: 'What happened', props: { words: { message } } },
  { name: 'And what to do', props: { words: { message, hint } } },
  { name: 'And something between', props: { words: { message, hint }, between: 'Since 14:21:09.' } },
]);
