import { DEFAULT_SETTINGS } from '@shared/settings';
import '@/views/stream/query/query.css';
import SavedQueries from '@/views/stream/query/SavedQueries.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const savedQueries = [
  { name: 'Failed payments', query: 'level:error and type:order.*' },
  { name: 'Large orders', query: 'data.total>=1000' },
  { name: 'A name that says everything there is to say', query: `"${HOSTILE}"` },
];

export default defineStory(
  SavedQueries,
  { of: 'views/stream/query/SavedQueries.vue', stage: { width: 420, height: 320 } },
  [
    {
      name: 'Open',
      props: { text: 'level:error and source:orders', valid: true },
      stores: () => give({ settings: { ...DEFAULT_SETTINGS, savedQueries } }),
      async act(root) {
        root.querySelector('button')?.click();
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
    },
  ],
);
