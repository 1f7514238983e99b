import type { SeenFields } from '@shared/query/seen-fields';

/** Fields that events of the gallery had. */
export const seenFields: SeenFields = {
  fields: [
    {
      path: ['type'],
      count: 48_000,
      values: ['notification', 'order.paid', 'log'].map((value) => ({ value, count: 9_000 })),
    },
    {
      path: ['data', 'level'],
      count: 9_000,
      values: ['error', 'warning', 'info', 'success'].map((value) => ({ value, count: 2_000 })),
    },
    { path: ['data', 'order'], count: 17_000, values: [{ value: 'EU-20417', count: 12 }] },
    { path: ['data', 'total'], count: 17_000, values: [{ value: 129.9, count: 40 }] },
    { path: ['data', 'customer', 'address', 'country'], count: 16_400, values: [] },
  ],
};
