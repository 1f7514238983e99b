import ChartPreview from '@/views/charts/ChartPreview.vue';
import { answerNumbers, HOSTILE, series } from '../../numbers';
import { defineStory } from '../../story';
import { until } from '../../until';

const filled = (root: HTMLElement): Promise<void> => until(() => root.querySelector('.chart-spark'));
const said = (text: string) => (root: HTMLElement) => until(() => root.textContent.includes(text));

export default defineStory(
  ChartPreview,
  { of: 'views/charts/ChartPreview.vue', width: 256, within: 'chart-pre' },
  [
    {
      name: 'Numbers',
      props: { series: series('total'), pinned: false },
      stores: answerNumbers,
      act: filled,
    },
    {
      name: 'Pinned',
      props: { series: series('latencyMs'), pinned: true },
      stores: answerNumbers,
      act: filled,
    },
    { name: 'Few', props: { series: series('few'), pinned: false }, stores: answerNumbers, act: filled },
    { name: 'One', props: { series: series('single'), pinned: false }, stores: answerNumbers, act: filled },
    {
      name: 'All alike',
      props: { series: series('flat'), pinned: false },
      stores: answerNumbers,
      act: filled,
    },
    { name: 'Hostile name', props: { series: HOSTILE, pinned: false }, stores: answerNumbers, act: filled },
    { name: 'Loading', props: { series: series('loading'), pinned: false }, stores: answerNumbers },
    {
      name: 'No numbers',
      props: { series: series('none'), pinned: false },
      stores: answerNumbers,
      act: (root) => until(() => root.querySelector('.chart-pre-none')?.textContent.includes('No')),
    },
    {
      name: 'Failed',
      props: { series: series('failed'), pinned: false },
      stores: answerNumbers,
      act: said('could not be read'),
    },
  ],
);
