import { describe, expect, it } from 'vitest';
import { EMPTY_FILTER, type ViewFilter } from '@shared/feed';
import type { StreamEvent } from '@shared/stream-event';
import { compileQuery } from '../../../../src/main/history/query/compile';
import { viewQueries } from '../../../../src/main/history/view-query';
import { makeEvent, makeGap } from './make-event';

const EVENTS: readonly StreamEvent[] = [
  makeEvent({ sourceId: 'a', channel: 'orders/eu' }),
  makeEvent({ sourceId: 'a', channel: 'orders:us' }),
  makeEvent({ sourceId: 'b', channel: 'orders/eu' }),
  makeEvent({ sourceId: 'a', channel: 'ordersX' }),
  makeEvent({ sourceId: 'b', channel: 'logs' }),
  makeEvent({ sourceId: 'a', channel: '' }),
  makeGap({ sourceId: 'a', channel: 'orders/eu' }),
].map((event, i) => ({ ...event, seq: i + 1 }));
const shown = (part: Partial<ViewFilter>): number[] => {
  const test = compileQuery(viewQueries({ ...EMPTY_FILTER, ...part }, new Map(), 0).rows);
  return EVENTS.filter(test).map(({ seq }) => seq);
};

describe('the events of a view', () => {
  it('are of any of the channels that are asked for, and below them', () => {
    expect(shown({ channel: 'logs', moreChannels: ['orders'] })).toEqual([1, 2, 3, 5, 7]);
    expect(shown({ channel: null, moreChannels: ['orders'] })).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('leave out muted channels with everything below them, but tell of breaks in them', () => {
    expect(shown({ mutedChannels: [{ sourceId: '', channel: 'orders' }] })).toEqual([4, 5, 6, 7]);
  });

  it('leave out a muted channel of one source and keep that of another', () => {
    expect(shown({ mutedChannels: [{ sourceId: 'a', channel: 'orders/eu' }] })).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('leave out all that a muted source sends', () => {
    expect(shown({ mutedChannels: [{ sourceId: 'a', channel: '' }] })).toEqual([3, 5, 7]);
  });

  it('show a muted channel or source when it is what is asked for', () => {
    const mutedChannels = [
      { sourceId: '', channel: 'orders' },
      { sourceId: 'b', channel: '' },
    ];
    expect(shown({ mutedChannels, channel: 'orders/eu' })).toEqual([1, 7]);
    expect(shown({ mutedChannels, channel: 'orders' })).toEqual([1, 2, 7]);
    expect(shown({ mutedChannels, sources: ['b'] })).toEqual([5]);
  });

  it('leave out as many as may be muted, whatever their names hold', () => {
    const mutedChannels = [
      ...Array.from({ length: 498 }, (_, i) => ({ sourceId: '', channel: `a.long(name)*of|channel[${i}]` })),
      { sourceId: '', channel: 'x'.repeat(1_000) },
      { sourceId: '', channel: 'orders/eu' },
    ];
    expect(shown({ mutedChannels })).toEqual([2, 4, 5, 6, 7]);
  });
});
