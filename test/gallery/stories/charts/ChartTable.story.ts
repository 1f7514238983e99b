import { HUES } from '@/stores/type-hues';
import { statsOf } from '@/views/charts/chart-stats';
import ChartTable from '@/views/charts/ChartTable.vue';
import { seriesName, seriesOrigin, seriesUnit } from '@/views/charts/series-name';
import { numbersOf, series } from '../../numbers';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const shown = (...names: string[]) => ({
  lines: names.map((name, at) => {
    const of = series(name);
    const answer = numbersOf(of);
    return {
      series: { ...of, hue: HUES[at]! },
      name: seriesName(of),
      unit: seriesUnit(of),
      origin: seriesOrigin(of, 'orders'),
      stats: statsOf(answer, -Infinity, Infinity),
      numbers: answer.numbers,
      points: answer.times.length,
    };
  }),
  points: names.map((name) => ({ points: numbersOf(series(name)), breaks: [] })),
  from: STILL_MS - 300_000,
  to: STILL_MS,
  clock: 'utc' as const,
});

export default defineStory(
  ChartTable,
  { of: 'views/charts/ChartTable.vue', width: 340, within: 'gal-chart-table' },
  [
    { name: 'One line', props: shown('few') },
    { name: 'Several', props: shown('few', 'latencyMs') },
    { name: 'Only the newest', props: shown('many') },
    { name: 'Nothing', props: shown('none') },
  ],
);
