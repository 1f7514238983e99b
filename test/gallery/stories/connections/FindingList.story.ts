import FindingList from '@/views/connections/shape/FindingList.vue';
import { orderShapes, orderViolation } from '../../../support/stand-in/shapes';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const { findings } = orderShapes(STILL_MS);
const shown = { now: STILL_MS, clock: 'utc', busy: false } as const;
const many = Array.from({ length: 9 }, (_, i) => ({
  ...orderViolation(STILL_MS),
  id: `many ${i}`,
  path: `/items/${i}/qty`,
}));

export default defineStory(
  FindingList,
  { of: 'views/connections/shape/FindingList.vue', width: 680, within: 'v-conn shp' },
  [
    {
      name: 'Each kind',
      props: { ...shown, findings: [orderViolation(STILL_MS), ...findings], dropped: 0 },
    },
    { name: 'More than fit', props: { ...shown, findings: many, dropped: 14 } },
  ],
);
