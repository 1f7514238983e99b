import RedactionList from '@/app/transfer/RedactionList.vue';
import { defineStory } from '../../story';
import { somePreview } from './previews';

export default defineStory(
  RedactionList,
  { of: 'app/transfer/RedactionList.vue', width: 560, within: 'export' },
  [
    { name: 'What is taken out', props: { preview: somePreview } },
    {
      name: 'Long and hostile',
      props: {
        preview: {
          ...somePreview,
          redactions: 1,
          samples: [
            {
              seq: null,
              part: 'data',
              reason: 'field named like a secret',
              excerpt: `${'long '.repeat(40)}"\u202ekey":"••••"${' tail'.repeat(40)}`,
            },
          ],
        },
      },
    },
  ],
);
