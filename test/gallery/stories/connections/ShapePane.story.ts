import ShapePane from '@/views/connections/shape/ShapePane.vue';
import { orderSchema, orderShapes, orderViolation } from '../../../support/stand-in/shapes';
import { sources } from '../../../support/stand-in/scenario';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { answer, give } from '../../with-stores';

const known = orderShapes(STILL_MS);
answer({
  'shapes.of': (sourceId) => {
    if (sourceId === 'orders') return known;
    if (sourceId === 'notify')
      return { ...known, sourceId, schema: orderSchema(), findings: [orderViolation(STILL_MS)] };
    return { sourceId, types: [], more: 0, schema: null, findings: [] };
  },
});
const stores = (): void => give({ sources: sources() });
const of = (id: string) => sources().find(({ config }) => config.id === id)!;
const shown = { now: STILL_MS, clock: 'utc' } as const;

export default defineStory(
  ShapePane,
  { of: 'views/connections/shape/ShapePane.vue', width: 760, within: 'v-conn' },
  [
    { name: 'Findings', props: { ...shown, source: of('orders') }, stores },
    { name: 'With a schema', props: { ...shown, source: of('notify') }, stores },
    { name: 'Nothing learnt yet', props: { ...shown, source: of('wikimedia') }, stores },
    { name: 'Paused', props: { ...shown, source: of('staging-logs') }, stores },
  ],
);
