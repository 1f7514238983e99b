import SchemaDialog from '@/views/connections/shape/SchemaDialog.vue';
import { ORDER_SCHEMA_TEXT } from '../../../support/stand-in/shapes';
import { defineStory } from '../../story';

export default defineStory(
  SchemaDialog,
  { of: 'views/connections/shape/SchemaDialog.vue', stage: { width: 800, height: 660 } },
  [
    {
      name: 'A file',
      props: {
        source: 'orders',
        file: { name: 'orders.schema.json', text: ORDER_SCHEMA_TEXT },
        types: ['order.paid', 'order.created'],
        attach: () => Promise.resolve(),
      },
    },
  ],
);
