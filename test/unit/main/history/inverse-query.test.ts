import { describe, expect, it } from 'vitest';
import { EMPTY_FILTER, type ViewFilter } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import { compileQuery } from '../../../../src/main/history/query/compile';
import { viewQueries } from '../../../../src/main/history/view-query';
import { inverseQuery } from '../../../../src/renderer/src/stores/feed-inverse';
import { makeEvent, makeGap } from './make-event';

const NOW = 1_700_000_000_000;
const NAMES = new Map([['a', 'Orders']]);

const kinds = [
  makeEvent(),
  makeEvent({ data: '{"level":"error","n":7}', level: 'error' }),
  makeEvent({ kind: 'comment', type: '', data: ' keep-alive', channel: '' }),
  makeEvent({ kind: 'state', type: '', data: 'open over SSE.', channel: '' }),
  makeEvent({ kind: 'sent', type: '', data: '{"n":1}' }),
  makeGap(),
];
const EVENTS: readonly StreamEvent[] = kinds
  .flatMap((event) =>
    ['a', 'b'].flatMap((sourceId) =>
      ['orders', 'orders/eu', 'orders2', 'a.b:c'].flatMap((channel) =>
        ['message', 'order.paid', 'Message', ''].flatMap((type) =>
          [NOW - 90_000, NOW - 1].map((receivedAt) => ({
            ...event,
            sourceId,
            receivedAt,
            channel: event.kind === 'event' || event.kind === 'sent' ? channel : event.channel,
            type: event.kind === 'event' ? type : '',
          })),
        ),
      ),
    ),
  )
  .map((event, i) => ({ ...event, seq: i + 1 }));

const FILTERS: readonly Partial<ViewFilter>[] = [
  {},
  { comments: true },
  { query: 'error' },
  { query: 'data.n:>3 OR kind:gap' },
  { query: 'time:>-1m' },
  { query: 'source:Orders AND NOT level:error', states: true },
  { sources: ['a'] },
  { channel: 'orders' },
  { channel: 'a.b' },
  { types: ['message', 'order.paid'] },
  { excludedTypes: ['message'], comments: true, states: true },
  { range: { from: NOW - 100_000, to: NOW - 50_000 } },
  {
    sources: ['b'],
    channel: 'orders/eu',
    types: ['message'],
    query: 'n OR kind:state',
    range: { from: NOW - 60_000, to: NOW },
  },
];

const passing = (filter: ViewFilter): Set<number> => {
  const test = compileQuery(viewQueries(filter, NAMES, NOW).rows);
  return new Set(EVENTS.filter(test).map(({ seq }) => seq));
};

describe('what a filter holds back', () => {
  it.each(FILTERS.map((part) => [JSON.stringify(part), part] as const))(
    'is exactly what its inverse shows: %s',
    (_, part) => {
      const filter = { ...EMPTY_FILTER, ...part };
      const query = inverseQuery(filter, NOW);
      expect(query).not.toBeNull();
      const { comments, states } = filter;
      const shown = passing(filter);
      const heldBack = passing({ ...EMPTY_FILTER, comments, states, query: query! });
      expect(shown.size).toBeGreaterThan(0);
      expect(heldBack.size).toBeGreaterThan(0);
      expect([...EVENTS].filter(({ seq }) => shown.has(seq) === heldBack.has(seq))).toEqual([]);
    },
  );

  it('is nothing when everything shows', () => {
    expect(inverseQuery({ ...EMPTY_FILTER, comments: true, states: true }, NOW)).toBeNull();
  });

  it('is everything when the query cannot be read', () => {
    const query = inverseQuery({ ...EMPTY_FILTER, query: '(', comments: true, states: true }, NOW);
    expect(passing({ ...EMPTY_FILTER, query: query!, comments: true, states: true }).size).toBe(
      EVENTS.length,
    );
  });

  it('cannot be said of names that are too long to be told apart', () => {
    expect(inverseQuery({ ...EMPTY_FILTER, types: ['x'.repeat(2_000)] }, NOW)).toBeNull();
  });
});
