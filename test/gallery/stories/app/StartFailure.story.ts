import StartFailure from '@/app/StartFailure.vue';
import { defineStory } from '../../story';

export default defineStory(StartFailure, { of: 'app/StartFailure.vue', stage: { width: 640, height: 340 } }, [
  {
    name: 'The engine did not answer',
    props: {
      problem: {
        code: 'data-folder',
        message: 'The data folder cannot be written: /home/ada/.config/Streamgauge.',
        hint: 'Give yourself the right to write to it.',
      },
    },
  },
]);
