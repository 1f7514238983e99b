import BrushLayer from '@/views/stream/hydrograph/BrushLayer.vue';
import '@/views/stream/hydrograph/hydrograph.css';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const at = (seconds: number): number => STILL_MS - seconds * 1_000;
const props = {
  window: { from: at(150), to: at(0) },
  column: 1_000,
  range: null,
  countOf: () => 1_190,
  now: STILL_MS,
  clock: 'utc' as const,
  describedBy: 'hint',
};

export default defineStory(
  BrushLayer,
  { of: 'views/stream/hydrograph/BrushLayer.vue', width: 460, within: 'v-stream gal-plot' },
  [
    { name: 'None', props },
    { name: 'In the middle', props: { ...props, range: { from: at(100), to: at(55) } } },
    {
      name: 'At the end, not counted',
      props: { ...props, range: { from: at(20), to: at(0) }, countOf: () => null },
    },
    {
      name: 'With the focus',
      props: { ...props, range: { from: at(120), to: at(80) } },
      act: (root) => root.querySelector<HTMLElement>('[tabindex="0"], [role=slider]')?.focus(),
    },
  ],
);
