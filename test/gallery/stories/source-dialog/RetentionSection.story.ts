import RetentionSection from '@/app/source-dialog/RetentionSection.vue';
import { defineStory } from '../../story';
import { FORM, formWith } from './forms';

export default defineStory(RetentionSection, { of: 'app/source-dialog/RetentionSection.vue', ...FORM }, [
  { name: 'As everything', props: { modelValue: formWith(() => undefined) } },
  {
    name: 'Less of it',
    props: {
      modelValue: formWith(
        (form) => (form.options.retention = { megabytes: 200, events: 1_000_000, days: 7 }),
      ),
    },
  },
]);
