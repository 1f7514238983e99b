import { useCharts } from '@/stores/charts';
import { useFeed } from '@/stores/feed';
import ChartDrawer from '@/views/charts/ChartDrawer.vue';
import { answerNumbers, series } from '../../numbers';
import { chartsDrawn, dragOver, pinChart } from '../../pinned-chart';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { sources } from '../../../support/stand-in/scenario';

function pinThree(): ReturnType<typeof useCharts> {
  pinChart(series('total'), series('queue'));
  const charts = useCharts();
  charts.pin(series('latencyMs'));
  charts.pin(series('gap'));
  return charts;
}

async function over(root: HTMLElement): Promise<void> {
  await chartsDrawn(root);
  root.querySelector('.charts-h')!.dispatchEvent(dragOver());
}

export default defineStory(
  ChartDrawer,
  { of: 'views/charts/ChartDrawer.vue', width: 960, within: 'gal-drawer' },
  [
    { name: 'Three charts', props: {}, stores: () => void pinThree(), act: chartsDrawn },
    { name: 'Paused', props: {}, stores: () => pinThree().pause(), act: chartsDrawn },
    {
      name: 'Zoomed',
      props: {},
      stores: () => pinThree().zoomTo({ from: STILL_MS - 150_000, to: STILL_MS - 60_000 }),
      act: chartsDrawn,
    },
    { name: 'A number over it', props: {}, stores: () => void pinThree(), act: over },
    {
      name: 'One has all the room',
      props: {},
      stores: () => {
        const charts = pinThree();
        charts.full = charts.charts[0]!.id;
      },
      act: chartsDrawn,
    },
    { name: 'Folded', props: {}, stores: () => pinThree().setCollapsed(true) },
    {
      name: 'Without charts',
      props: {},
      stores: () => {
        answerNumbers();
        give({ sources: sources() });
      },
    },
    {
      name: 'Only charts of sources that are left out',
      props: {},
      stores: () => {
        pinThree();
        useFeed().setFilter({ sources: ['notify'] });
      },
    },
  ],
);
