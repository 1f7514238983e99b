import '@/views/stream/query/query.css';
import SavedQueryRow from '@/views/stream/query/SavedQueryRow.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const props = {
  query: { name: 'Failed payments', query: 'level:error and type:order.*' },
  active: false,
  first: false,
  last: false,
  rename: () => Promise.resolve(),
};
const key = (name: string) => (root: HTMLElement) => {
  const button = root.querySelector('button');
  button?.focus();
  button?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
};

export default defineStory(
  SavedQueryRow,
  { of: 'views/stream/query/SavedQueryRow.vue', width: 300, within: 'sq-list gal-list' },
  [
    { name: 'Saved', props },
    { name: 'In the bar', props: { ...props, active: true } },
    { name: 'Of a stranger', props: { ...props, query: { name: HOSTILE, query: HOSTILE } } },
    { name: 'Being renamed', props, act: key('F2') },
  ],
);
