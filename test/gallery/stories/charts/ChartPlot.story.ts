import ChartPlot from '@/views/charts/ChartPlot.vue';
import { BREAK, numbersOf, series } from '../../numbers';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { until } from '../../until';

const base = {
  label: 'order.total',
  log: false,
  step: false,
  clock: 'utc' as const,
  version: 0,
  window: () => ({ from: STILL_MS - 300_000, to: STILL_MS }),
  reading: '',
};
const of = (...names: string[]) => ({
  lines: () =>
    names.map((name) => ({ points: numbersOf(series(name)), breaks: name === 'gap' ? [BREAK] : [] })),
  hues: (['water', 'heather', 'moss'] as const).slice(0, names.length),
});
const drawn = (root: HTMLElement): Promise<void> => until(() => root.querySelector('canvas'));

export default defineStory(
  ChartPlot,
  { of: 'views/charts/ChartPlot.vue', width: 420, within: 'gal-chart-plot' },
  [
    { name: 'One line', props: { ...base, ...of('total') }, act: drawn },
    {
      name: 'Several, told apart without colour',
      props: { ...base, ...of('total', 'latencyMs', 'queue') },
      act: drawn,
    },
    { name: 'A break', props: { ...base, ...of('gap') }, act: drawn },
    { name: 'Steps', props: { ...base, ...of('queue'), step: true }, act: drawn },
    { name: 'Logarithmic', props: { ...base, ...of('bytes'), log: true }, act: drawn },
    { name: 'Empty', props: { ...base, ...of('none') }, act: drawn },
  ],
);
