import { RATE_SECONDS } from '@shared/feed';
import '@/views/stream/hydrograph/hydrograph.css';
import { LIVE_SPAN } from '@/views/stream/hydrograph/time-span';
import HydroGraph from '@/views/stream/HydroGraph.vue';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const NOW = Math.floor(STILL_MS / 1_000);
const buckets = Array.from({ length: RATE_SECONDS }, (_, i) => ({
  second: NOW - RATE_SECONDS + i,
  events: Math.round(22 + 12 * Math.sin(i / 9) + 6 * Math.sin(i / 2.3)),
  errors: i > 60 && i < 72 ? 7 : 0,
}));
const props = {
  span: LIVE_SPAN,
  buckets,
  subject: {},
  ask: (from: number, to: number, count: number) =>
    Promise.resolve({
      from,
      to,
      events: Array.from({ length: count }, (_, i) => Math.round(800 + 600 * Math.sin(i / 11))),
      errors: Array.from({ length: count }, (_, i) => (i % 40 < 3 ? 120 : 0)),
      extent: { from, to },
    }),
  level: 24.6,
  breaks: [],
  pausedAt: null,
  clock: 'utc' as const,
  range: null,
  matched: null,
};
const range = { from: (NOW - 80) * 1_000, to: (NOW - 35) * 1_000 };
const drawn = () =>
  new Promise<void>((after) => requestAnimationFrame(() => requestAnimationFrame(() => after())));

export default defineStory(
  HydroGraph,
  { of: 'views/stream/HydroGraph.vue', width: 940, within: 'v-stream gal-graph' },
  [
    { name: 'The last minutes', props, act: drawn },
    {
      name: 'A loss, a reconnect, and paused',
      props: {
        ...props,
        breaks: [
          { at: STILL_MS - 96_000, downMs: 9_000, lost: true },
          { at: STILL_MS - 52_000, downMs: 1_200, lost: false },
        ],
        pausedAt: STILL_MS - 30_000,
      },
      act: drawn,
    },
    { name: 'A brush', props: { ...props, range, matched: 1_190 }, act: drawn },
    { name: 'Nothing', props: { ...props, buckets: [], level: 0 }, act: drawn },
    { name: 'A day', props: { ...props, span: { kind: 'rolling', ms: 86_400_000 } }, act: drawn },
  ],
);
