import RetrySections from '@/app/source-dialog/RetrySections.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { FORM, formWith, NO_PROBLEMS } from './forms';

export default defineStory(RetrySections, { of: 'app/source-dialog/RetrySections.vue', ...FORM }, [
  { name: 'As usual', props: { problems: NO_PROBLEMS, modelValue: formWith(() => undefined) } },
  {
    name: 'Wrong',
    props: {
      problems: {
        ...NO_PROBLEMS,
        backoff: 'The longest wait is shorter than the first.',
        startFromId: 'An event id has no line breaks.',
      },
      modelValue: formWith((form) => {
        form.options.backoff.floorMs = 60_000;
        form.options.backoff.capMs = 1_000;
        form.startFromId = 'EU-20417';
      }),
    },
    act: typed('.num-in input', 'soon'),
  },
]);
