import SchemaCard from '@/views/connections/shape/SchemaCard.vue';
import { orderSchema } from '../../../support/stand-in/shapes';
import { defineStory } from '../../story';

export default defineStory(
  SchemaCard,
  { of: 'views/connections/shape/SchemaCard.vue', width: 680, within: 'v-conn shp' },
  [
    { name: 'None', props: { schema: null, busy: false } },
    { name: 'AsyncAPI, broken', props: { schema: orderSchema(), busy: false } },
    {
      name: 'JSON Schema of one type, all well',
      props: {
        schema: orderSchema({
          name: 'order-paid.schema.json',
          kind: 'json-schema',
          types: ['order.paid'],
          broken: 0,
          problems: [],
        }),
        busy: false,
      },
    },
    {
      name: 'Stopped, with problems',
      props: {
        schema: orderSchema({
          stopped:
            'Checking order.paid takes too long (more than 250 ms at event 48214), so nothing is held against the schema any more.',
          problems: [1, 2, 3, 4, 5].map((n) => `The message order.v${n} is not described by a JSON Schema.`),
        }),
        busy: false,
      },
    },
  ],
);
