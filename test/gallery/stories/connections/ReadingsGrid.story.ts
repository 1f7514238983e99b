import { SIZE_CLASSES } from '@shared/feed';
import ReadingsGrid from '@/views/connections/ReadingsGrid.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

const list = sources();
const byPhase = (phase: string) => list.find(({ state }) => state.phase === phase)!;
const counted = (sourceId: string) => ({
  sourceId,
  events: 18_204,
  rate: 18.4,
  byteRate: 28_100,
  spark: [],
  firstAt: STILL_MS - 3_600_000,
  lastAt: STILL_MS - 200,
  sizes: Array.from({ length: SIZE_CLASSES }, (_, at) =>
    Math.round(9_000 * Math.exp(-((at - 3.4) ** 2) / 1.6)),
  ),
});

export default defineStory(
  ReadingsGrid,
  { of: 'views/connections/ReadingsGrid.vue', width: 760, within: 'v-conn' },
  ['open', 'waiting'].map((phase) => ({
    name: phase,
    props: {
      source: byPhase(phase),
      shared: phase === 'open' ? ['orders'] : [],
      counted: counted(byPhase(phase).config.id),
      clock: 'utc',
      now: STILL_MS,
    },
  })),
);
