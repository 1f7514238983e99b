import FormatCards from '@/app/transfer/FormatCards.vue';
import { defineStory } from '../../story';

export default defineStory(
  FormatCards,
  { of: 'app/transfer/FormatCards.vue', width: 560, within: 'export' },
  [{ name: 'NDJSON chosen', props: { modelValue: 'ndjson' } }],
);
