import { nextTick } from 'vue';
import TypePicker from '@/views/stream/TypePicker.vue';
import '@/views/stream/types.css';
import { HUES } from '@/stores/type-hues';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const NAMES = [
  'notification',
  'order.paid',
  'log',
  'comment',
  'message',
  HOSTILE,
  'recentchange',
  'stock',
  'ping',
];
const types = NAMES.map((type, i) => ({ type, count: 48_000 >> i, hue: HUES[i % HUES.length]! }));

export default defineStory(
  TypePicker,
  { of: 'views/stream/TypePicker.vue', stage: { width: 360, height: 400 } },
  [
    {
      name: 'Open',
      props: { types, beyond: types.slice(4), chosen: ['stock'], excluded: ['message'] },
      async act(root) {
        root.querySelector('button')?.click();
        await nextTick();
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
    },
  ],
);
