import TypeChips from '@/views/stream/TypeChips.vue';
import { HUES } from '@/stores/type-hues';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const NAMES = [
  'notification',
  'order.paid',
  'log',
  'comment',
  'message',
  'recentchange',
  'stock',
  'score',
  'ping',
];
const types = NAMES.map((type, i) => ({ type, count: 48_000 >> i, hue: HUES[i % HUES.length]! }));
const few = { types: types.slice(0, 4), chosen: [], excluded: [], describe: (type: string) => type };

export default defineStory(
  TypeChips,
  { of: 'views/stream/TypeChips.vue', width: 560, within: 'v-stream gal-chips' },
  [
    { name: 'All', props: few },
    { name: 'Two chosen', props: { ...few, chosen: ['order.paid', 'log'] } },
    { name: 'One excluded', props: { ...few, excluded: ['log'] } },
    { name: 'More than there is room for, one of those chosen', props: { ...few, types, chosen: ['ping'] } },
    {
      name: 'The name of a stranger',
      props: { ...few, types: [{ type: HOSTILE, count: 3, hue: 'rose' as const }, ...types.slice(0, 2)] },
    },
    { name: 'No events yet', props: { ...few, types: [] } },
  ],
);
