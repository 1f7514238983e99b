import { SIZE_CLASSES } from '@shared/feed';
import SizeBars from '@/ui/SizeBars.vue';
import { defineStory } from '../../story';

const around = (middle: number): number[] =>
  Array.from({ length: SIZE_CLASSES }, (_, at) => Math.round(9_000 * Math.exp(-((at - middle) ** 2) / 1.6)));

export default defineStory(SizeBars, { of: 'ui/SizeBars.vue', width: 220 }, [
  { name: 'Spread', props: { sizes: around(4) } },
  { name: 'One size', props: { sizes: around(4).map((_, at) => (at === 3 ? 12 : 0)) } },
]);
