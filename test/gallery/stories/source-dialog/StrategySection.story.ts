import StrategySection from '@/app/source-dialog/StrategySection.vue';
import { pressed } from '../../acts';
import { defineStory } from '../../story';
import { FORM, formWith, NO_PROBLEMS } from './forms';

const plain = { problems: NO_PROBLEMS, refusal: null };

export default defineStory(StrategySection, { of: 'app/source-dialog/StrategySection.vue', ...FORM }, [
  {
    name: 'Automatic, opened',
    props: { ...plain, modelValue: formWith((form) => (form.url = 'https://example.com/events')) },
    act: pressed('summary'),
  },
  {
    name: 'Polling only',
    props: { ...plain, modelValue: formWith((form) => (form.strategy = 'polling')) },
    act: pressed('summary'),
  },
  {
    name: 'Nothing chosen, and a wrong address',
    props: {
      refusal: null,
      problems: {
        ...NO_PROBLEMS,
        order: 'Choose at least one transport.',
        urls: 'The address for SSE starts with http:// or https://.',
      },
      modelValue: formWith((form) => {
        form.order = [];
        form.urls.sse = 'wss://example.com';
      }),
    },
    act: pressed('summary'),
  },
]);
