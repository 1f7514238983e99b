import MatchedName from '@/views/stream/MatchedName.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

export default defineStory(
  MatchedName,
  { of: 'views/stream/MatchedName.vue', width: 130, within: 'sidebar trunc' },
  [
    { name: 'Nothing sought', props: { name: 'orders/eu/paid', words: [], most: 120 } },
    { name: 'Two words', props: { name: 'orders/eu/paid', words: ['eu', 'ord'], most: 120 } },
    {
      name: 'Found in what is not shown',
      props: { name: 'paid', whole: 'orders/eu/paid', words: ['eu/pa'], most: 120 },
    },
    { name: 'The name of a stranger', props: { name: HOSTILE, words: ['gnp'], most: 40 } },
  ],
);
