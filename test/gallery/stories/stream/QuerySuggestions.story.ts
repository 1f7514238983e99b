import '@/views/stream/query/query.css';
import QuerySuggestions from '@/views/stream/query/QuerySuggestions.vue';
import { suggestionsAt } from '@/views/stream/query/suggestions';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';
import { seenFields } from '../../seen-fields';

const PAST = ['level:error and source:orders', `"${HOSTILE}"`];
const of = (text: string, active: number) => ({
  id: 'list',
  groups: suggestionsAt(text, text.length, seenFields, PAST).groups,
  active,
});

export default defineStory(
  QuerySuggestions,
  { of: 'views/stream/query/QuerySuggestions.vue', width: 420, within: 'v-stream gal-list' },
  [
    { name: 'Nothing written yet', props: of('', 0) },
    { name: 'A field is being written', props: of('type:order.paid and to', 0) },
    { name: 'Values of a field', props: of('data.level:', 1) },
    { name: 'Comparisons', props: of('data.total:1', -1) },
  ],
);
