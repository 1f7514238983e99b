import { parseQuery } from '@shared/query/parse';
import '@/views/stream/query/query.css';
import QueryField from '@/views/stream/query/QueryField.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';
import { seenFields } from '../../seen-fields';

const of = (text: string) => {
  const parsed = parseQuery(text);
  return {
    text,
    problem: parsed.ok ? null : parsed.problem,
    placeholder: 'Filter by words, type:order.paid, level:error, data.total>100',
    label: 'Filter',
    seen: seenFields,
    past: [],
    maxLength: 4_000,
  };
};

export default defineStory(
  QueryField,
  { of: 'views/stream/query/QueryField.vue', width: 560, within: 'in query gal-field' },
  [
    { name: 'Empty', props: of('') },
    {
      name: 'Fields, words, text and comparisons',
      props: of('type:order.* and not level:error data.total>=100 "exact words"'),
    },
    {
      name: 'Wildcards, patterns and times',
      props: of('(channel:orders/** or id:/^88\\d+$/i) time>-5m sku:A-?7'),
    },
    { name: 'What cannot be read', props: of('type:order.paid and (level:error') },
    { name: 'Longer than its field', props: of(`data.note:"${HOSTILE}"`) },
  ],
);
