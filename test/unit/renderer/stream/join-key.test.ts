import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import type { EventDetail, EventRow } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { useJoinKey } from '@/stores/join-key';
import { rowMenu } from '@/views/stream/row-menu';
import { eventually } from '../../../support/eventually';

const main = vi.hoisted(() => ({
  asked: [] as [string, unknown][],
  count: {
    events: 12,
    sources: [
      { sourceId: 'orders', events: 9 },
      { sourceId: 'mail', events: 3 },
    ],
  },
}));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    main.asked.push([name, argument]);
    return Promise.resolve(name === 'history.count' ? main.count : null);
  },
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const event = (seq: number, payload: unknown): EventDetail =>
  ({
    seq,
    kind: 'event',
    id: String(seq),
    channel: 'orders/eu',
    type: 'order',
    data: JSON.stringify(payload),
    truncated: false,
  }) as EventDetail;
const A17 = { path: ['data', 'orderId'], value: 'A-17' };

describe('the join key', () => {
  beforeEach(() => {
    localStorage.clear();
    setActivePinia(createPinia());
    main.asked = [];
  });

  it('marks every event with the value, and counts them in all sources, filter or not', async () => {
    const feed = useFeed();
    const join = useJoinKey();
    join.relate(A17);
    expect(feed.mark).toBe('data.orderId:A-17');
    expect(feed.filter).toEqual(EMPTY_FILTER);
    await eventually(() => expect(join.count).toEqual(main.count));
    expect(main.asked).toEqual([['history.count', { ...EMPTY_FILTER, query: 'data.orderId:A-17' }]]);
  });

  it('follows the selection when it is told to, and says so when an event has no value there', () => {
    const feed = useFeed();
    const join = useJoinKey();
    join.look(event(1, { orderId: 'A-17' }));
    join.joinOn(['data', 'orderId']);
    expect(join.related).toEqual(A17);
    join.look(event(2, { orderId: 'B-3' }));
    expect(feed.mark).toBe('data.orderId:A-17');
    join.followSelection(true);
    expect(feed.mark).toBe('data.orderId:B-3');
    join.look(event(3, { orderId: 'C-1' }));
    expect(feed.mark).toBe('data.orderId:C-1');
    join.look(event(4, { other: 1 }));
    expect(feed.mark).toBe('');
    expect(join.related).toBeNull();
    expect(join.open).toBe(true);
  });

  it('remembers the paths that were joined on, newest first and each once, and offers them first', () => {
    const join = useJoinKey();
    join.relate(A17);
    join.relate({ path: ['data', 'total'], value: 5 });
    join.relate(A17);
    expect(join.recent).toEqual(['data.orderId', 'data.total']);
    join.look(event(1, { traceId: 'x', total: 7 }));
    expect(join.valuesOf(1).map(({ path }) => path.join('.'))).toEqual(['data.total', 'data.traceId']);
  });

  it('shows only the related events, of whatever source, when it is asked to', () => {
    const feed = useFeed();
    const join = useJoinKey();
    feed.setFilter({ sources: ['orders'], types: ['a'], comments: true });
    join.relate(A17);
    join.filterToThem();
    expect(feed.filter).toEqual({ ...EMPTY_FILTER, comments: true, query: 'data.orderId:A-17' });
  });

  it('ends when it is closed, and when something else is marked', async () => {
    const feed = useFeed();
    const join = useJoinKey();
    join.relate(A17);
    join.close();
    expect(feed.mark).toBe('');
    join.relate(A17);
    await nextTick();
    feed.setMark('type:error');
    await nextTick();
    expect(join.open).toBe(false);
    expect(feed.mark).toBe('type:error');
  });

  it('is there again in a window that was loaded again with its mark', () => {
    useFeed().setMark('data.orderId:A-17');
    const join = useJoinKey();
    expect(join.open).toBe(true);
    expect(join.related).toEqual(A17);
  });

  it('offers values of the selected row in its menu, and none of a row before', () => {
    const join = useJoinKey();
    join.look(event(7, { orderId: 'A-17' }));
    const labels = (row: EventRow): string[] =>
      rowMenu(row, true).flatMap((entry) =>
        typeof entry === 'object' && 'label' in entry ? [entry.label] : [],
      );
    expect(labels(event(7, null))).toContain('Highlight related (data.orderId = A-17)');
    expect(labels(event(7, null))).toContain('Only data.orderId = A-17');
    expect(labels(event(8, null)).filter((label) => label.includes('A-17'))).toEqual([]);
  });
});
