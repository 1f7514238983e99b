import { useCharts } from '@/stores/charts';
import { acts, pressed } from '../../acts';
import { HOSTILE, series } from '../../numbers';
import { chartsDrawn, dragOver, PinnedChart, pinChart } from '../../pinned-chart';
import { defineStory } from '../../story';
import { until } from '../../until';

const look = (part: { log?: boolean; step?: boolean }): void => {
  const charts = useCharts();
  charts.setLook(charts.charts[0]!.id, part);
};
/** Chooses from the menu of the chart. */
const chosen = (name: string) =>
  acts(pressed('.chart-acts [aria-haspopup]'), async () => {
    const entry = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('[role^="menuitem"]')].find((each) =>
        each.textContent.includes(name),
      );
    await until(entry);
    entry()!.click();
    await until(() => !entry());
  });
async function over(root: HTMLElement): Promise<void> {
  await chartsDrawn(root);
  root.querySelector('.chart')!.dispatchEvent(dragOver());
}

export default defineStory(
  PinnedChart,
  { of: 'views/charts/ChartCard.vue', width: 420, within: 'gal-chart' },
  [
    { name: 'One line', props: {}, stores: () => pinChart(series('total')), act: chartsDrawn },
    {
      name: 'Several lines',
      props: {},
      stores: () => pinChart(series('total'), series('latencyMs'), series('queue')),
      act: chartsDrawn,
    },
    { name: 'A break in the stream', props: {}, stores: () => pinChart(series('gap')), act: chartsDrawn },
    {
      name: 'Steps',
      props: {},
      stores: () => {
        pinChart(series('queue'));
        look({ step: true });
      },
      act: chartsDrawn,
    },
    {
      name: 'Logarithmic',
      props: {},
      stores: () => {
        pinChart(series('bytes'));
        look({ log: true });
      },
      act: chartsDrawn,
    },
    { name: 'Three points', props: {}, stores: () => pinChart(series('few')), act: chartsDrawn },
    { name: 'One point', props: {}, stores: () => pinChart(series('single')), act: chartsDrawn },
    { name: 'All alike', props: {}, stores: () => pinChart(series('flat')), act: chartsDrawn },
    { name: 'Thinned', props: {}, stores: () => pinChart(series('many')), act: chartsDrawn },
    {
      name: 'A hostile name',
      props: {},
      stores: () => pinChart(HOSTILE, series('total')),
      act: chartsDrawn,
    },
    {
      name: 'As a table',
      props: {},
      stores: () => pinChart(series('few'), series('latencyMs')),
      act: acts(chartsDrawn, chosen('Points as a table')),
    },
    { name: 'A line over it', props: {}, stores: () => pinChart(series('total')), act: over },
    { name: 'Loading', props: {}, stores: () => pinChart(series('loading')) },
    { name: 'None in this time', props: {}, stores: () => pinChart(series('old')), act: chartsDrawn },
    { name: 'No numbers', props: {}, stores: () => pinChart(series('none')), act: chartsDrawn },
    { name: 'Numbers as texts', props: {}, stores: () => pinChart(series('price')), act: chartsDrawn },
    { name: 'Failed', props: {}, stores: () => pinChart(series('failed')), act: chartsDrawn },
  ],
);
