import { nextTick } from 'vue';
import FieldForm from '@/views/stream/columns/FieldForm.vue';
import { seenFields } from '../../seen-fields';
import { defineStory } from '../../story';

const props = { seen: seenFields.fields, taken: ['total'], add: () => 'no-path' as const };
const type = (text: string) => async (root: HTMLElement) => {
  const field = root.querySelector('input')!;
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
};

export default defineStory(
  FieldForm,
  { of: 'views/stream/columns/FieldForm.vue', width: 300, within: 'cols gal-list' },
  [
    { name: 'Empty', props },
    {
      name: 'No path',
      props,
      async act(root) {
        await type('a..b')(root);
        root.querySelector('button')?.click();
        await nextTick();
      },
    },
  ],
);
