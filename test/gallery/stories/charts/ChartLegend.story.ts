import type { Series } from '@shared/series';
import { HUES } from '@/stores/type-hues';
import { statsOf } from '@/views/charts/chart-stats';
import ChartLegend from '@/views/charts/ChartLegend.vue';
import { seriesName, seriesOrigin, seriesUnit } from '@/views/charts/series-name';
import { HOSTILE, numbersOf, series } from '../../numbers';
import { defineStory } from '../../story';

const line = (of: Series, at: number) => {
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
};
const three = [series('total'), series('latencyMs'), series('queue')].map(line);
const six = ['total', 'latencyMs', 'queue', 'bytes', 'few', 'flat'].map((name, at) => line(series(name), at));

export default defineStory(ChartLegend, { of: 'views/charts/ChartLegend.vue', width: 340 }, [
  { name: 'One line', props: { lines: three.slice(0, 1), values: null } },
  { name: 'Several', props: { lines: three, values: null } },
  { name: 'Under the crosshair', props: { lines: three, values: [41.08, null, 7] } },
  { name: 'Without numbers', props: { lines: [line(series('none'), 0)], values: null } },
  { name: 'More than there is room for', props: { lines: six, values: null } },
  { name: 'A hostile name', props: { lines: [line(HOSTILE, 0), three[1]!], values: null } },
]);
