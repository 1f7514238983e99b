import SchemaBreaks from '@/views/stream/inspector/SchemaBreaks.vue';
import { defineStory } from '../../story';

const first = { path: '/total', sentence: '/total must be number (was string "129.90").' };

export default defineStory(
  SchemaBreaks,
  { of: 'views/stream/inspector/SchemaBreaks.vue', width: 344, within: 'inspector' },
  [
    { name: 'One place', props: { breaks: [first] } },
    {
      name: 'Several',
      props: {
        breaks: [
          first,
          { path: '/currency', sentence: '/currency is missing.' },
          { path: '/items/0/qty', sentence: '/items/0/qty must be >= 1 (was number 0).' },
          { path: '/customer/email', sentence: '/customer/email must be string (was null).' },
        ],
      },
    },
  ],
);
