import BodySection from '@/app/source-dialog/BodySection.vue';
import { defineStory } from '../../story';
import { FORM, formWith, NO_PROBLEMS } from './forms';

export default defineStory(BodySection, { of: 'app/source-dialog/BodySection.vue', ...FORM }, [
  { name: 'GET has none', props: { problems: NO_PROBLEMS, modelValue: formWith(() => undefined) } },
  {
    name: 'No JSON',
    props: {
      problems: NO_PROBLEMS,
      modelValue: formWith((form) => {
        form.options.method = 'POST';
        form.options.bodyType = 'application/json';
        form.options.body = '{ "model": "gpt-4o-mini", "stream": true, }';
      }),
    },
  },
  {
    name: 'Another type, wrong',
    props: {
      problems: { ...NO_PROBLEMS, body: 'The body is too long: at most 1,000,000 characters.' },
      modelValue: formWith((form) => {
        form.options.method = 'PUT';
        form.options.bodyType = 'application/x-ndjson';
        form.options.body = '{"subscribe":"orders"}\n'.repeat(3);
      }),
    },
  },
]);
