import BindingRow from '@/views/settings/BindingRow.vue';
import type { Binding } from '@/actions/key-bindings';
import { pressed } from '../../acts';
import { defineStory } from '../../story';

const binding: Binding = {
  id: 'palette.open',
  title: 'Open the command palette',
  group: 'Everywhere',
  keys: ['Ctrl K', 'Ctrl Shift P'],
  defaultKeys: ['Ctrl K', 'Ctrl Shift P'],
};
const row = { binding, takenFrom: () => [], singleKeys: true };

export default defineStory(
  BindingRow,
  { of: 'views/settings/BindingRow.vue', width: 640, within: 'setb binds' },
  [
    { name: 'As usual', props: row },
    { name: 'No key', props: { ...row, binding: { ...binding, keys: [] } } },
    {
      name: 'Changed, and taken from another',
      props: {
        ...row,
        binding: { ...binding, keys: ['Space', 'Ctrl K'] },
        takenFrom: (_, key) => (key === 'Space' ? ['Pause or follow', 'Select the row'] : []),
      },
    },
    {
      name: 'Four keys, single ones off',
      props: { ...row, singleKeys: false, binding: { ...binding, keys: ['P', 'Ctrl K', 'F1', '/'] } },
    },
    { name: 'Waiting for a key', props: row, act: pressed('.bind-k > button:last-of-type') },
  ],
);
