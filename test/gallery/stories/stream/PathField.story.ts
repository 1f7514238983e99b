import PathField from '@/views/stream/join/PathField.vue';
import '@/views/stream/join/join.css';
import '@/views/stream/query/query.css';
import { seenFields } from '../../seen-fields';
import { defineStory } from '../../story';

const props = {
  path: ['data', 'order'],
  recent: ['data.order', 'data.customer.id'],
  seen: seenFields.fields,
};

export default defineStory(
  PathField,
  { of: 'views/stream/join/PathField.vue', width: 320, within: 'v-stream joinbar gal-join' },
  [
    { name: 'A field', props },
    { name: 'None yet', props: { ...props, path: null } },
    {
      name: 'With what it offers',
      props: { ...props, path: null },
      async act(root) {
        const field = root.querySelector('input')!;
        field.focus();
        field.value = 'or';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
    },
  ],
);
