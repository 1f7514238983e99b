import TypeList from '@/views/connections/shape/TypeList.vue';
import { orderShapes } from '../../../support/stand-in/shapes';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const shapes = orderShapes(STILL_MS);
const [paid] = shapes.types;
const shown = { now: STILL_MS, clock: 'utc', busy: false, hueOf: () => 'heather' } as const;

export default defineStory(
  TypeList,
  { of: 'views/connections/shape/TypeList.vue', width: 680, within: 'v-conn shp' },
  [
    { name: 'The first one open', props: { ...shown, shapes } },
    {
      name: 'Beyond the bounds',
      props: {
        ...shown,
        shapes: {
          ...shapes,
          types: [
            {
              ...paid!,
              type: 'hostile\u202e.type',
              fields: paid!.fields.slice(0, 3),
              more: 812,
              tooLarge: 3,
            },
          ],
          more: 41,
        },
      },
    },
  ],
);
