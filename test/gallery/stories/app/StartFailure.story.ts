import StartFailure from '@/app/StartFailure.vue';
import { defineStory } from '../../story';

export default defineStory(StartFailure, { of: 'app/StartFailure.vue', width: 460, within: 'gal-start' }, [
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
  {
    name: 'Without a hint, and long',
    props: {
      problem: {
        code: 'data-folder',
        message: `The data folder cannot be written: /home/ada/${'very-long-folder/'.repeat(6)}Streamgauge.`,
      },
    },
  },
]);
