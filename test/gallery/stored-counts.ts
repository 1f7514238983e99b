import { answer } from './with-stores';

/** How many stored events match a query, whichever it is. */
answer({
  'history.count': () => ({
    events: 12,
    sources: [
      { sourceId: 'orders', events: 8 },
      { sourceId: 'notify', events: 4 },
    ],
  }),
});
