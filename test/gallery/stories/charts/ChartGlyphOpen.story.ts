import ChartGlyph from '@/views/charts/ChartGlyph.vue';
import { answerNumbers, series } from '../../numbers';
import { defineStory } from '../../story';
import { until } from '../../until';

export default defineStory(
  ChartGlyph,
  { of: 'views/charts/ChartGlyph.vue', stage: { width: 320, height: 240 }, within: 'gal-low' },
  [
    {
      name: 'On a value with the keyboard on it',
      props: { series: series('total'), focused: true },
      stores: answerNumbers,
      act: (root) => {
        root
          .querySelector('button')!
          .dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
        return until(() => document.querySelector('.chart-spark'));
      },
    },
  ],
);
