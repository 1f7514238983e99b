import { useCharts } from '@/stores/charts';
import ChartGlyph from '@/views/charts/ChartGlyph.vue';
import { series } from '../../numbers';
import { defineStory } from '../../story';

export default defineStory(ChartGlyph, { of: 'views/charts/ChartGlyph.vue' }, [
  { name: 'Rest', props: { series: series('total') } },
  { name: 'Pinned', props: { series: series('total') }, stores: () => void useCharts().pin(series('total')) },
]);
