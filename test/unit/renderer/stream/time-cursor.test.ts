import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import { EMPTY_FILTER, type FeedMessage, type FeedRequest } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import type { EventRow } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { useTimeCursor } from '@/stores/time-cursor';
import { eventually } from '../../../support/eventually';

/** The main process's end: questions that wait for their answers, and the line of the feed. */
const main = vi.hoisted(() => ({
  asked: [] as {
    name: string;
    argument: unknown;
    resolve: (value: unknown) => void;
    reject: (e: unknown) => void;
  }[],
  sent: [] as unknown[],
  answer: (_message: unknown): void => undefined,
}));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) =>
    new Promise((resolve, reject) => main.asked.push({ name, argument, resolve, reject })),
  on: () => () => undefined,
  openFeed: (listener: (message: unknown) => void) => {
    main.answer = listener;
    return Promise.resolve({
      send: (request: unknown) => void main.sent.push(request),
      close: () => undefined,
    });
  },
}));

const FIRST = 1_700_000_000_000;
const COUNT = 40;
const timeOf = (seq: number): number => FIRST + seq * 1_000;
const row = (seq: number): EventRow => ({
  seq,
  kind: 'event',
  sourceId: 'a',
  receivedAt: timeOf(seq),
  type: 'message',
  id: null,
  channel: 'orders/eu',
  preview: '',
  size: 1,
  level: null,
  gap: null,
});
/** Position 0 is event 1. */
const rows = (from: number, count: number): EventRow[] =>
  Array.from({ length: count }, (_, i) => row(from + i + 1));

const channel = (name: string, seq: number, sourceId = 'a'): ChannelAt => ({
  sourceId,
  channel: name,
  events: seq,
  lastAt: timeOf(seq),
  last: { seq, type: 'message', preview: `value ${seq}` },
});
const asked = (): unknown[] => main.asked.map(({ name, argument }) => [name, argument]);

/** Answers the line of the feed as a main process with 40 events would. */
function serve(): void {
  for (const request of main.sent.splice(0) as FeedRequest[]) {
    const post = (message: FeedMessage): void => main.answer(message);
    if (request.kind === 'view' || request.kind === 'follow') {
      const totals = { received: COUNT, stored: COUNT, evicted: 0, dropped: 0 };
      const tail = rows(COUNT - 10, 10);
      post({ kind: 'update', number: 1, view: 1, first: 0, end: COUNT, search: null, tail, totals });
    } else if (request.kind === 'find') {
      post({ kind: 'found', view: request.view, position: request.seq - 1, seq: request.seq });
    } else if (request.kind === 'rows') {
      const from = Math.max(0, request.from);
      const list = rows(from, Math.min(request.count, COUNT - from));
      post({ kind: 'rows', view: request.view, from, rows: list });
    }
  }
}

async function opened() {
  const feed = useFeed();
  await feed.open(false);
  feed.setTailRows(10);
  feed.want(30, 40);
  serve();
  return { feed, cursor: useTimeCursor() };
}
/** The answer to the newest question. */
function tell(channels: readonly ChannelAt[]): void {
  main.asked.at(-1)!.resolve(channels);
}

describe('the time cursor', () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.asked = [];
    main.sent = [];
  });

  it('shows the channels as they were and goes to the newest event of that time', async () => {
    const { feed, cursor } = await opened();
    cursor.set(timeOf(20) + 300);
    expect(feed.following).toBe(false);
    expect(cursor.loading).toBe(true);
    expect(asked()).toEqual([['history.channelsAt', timeOf(20) + 300]]);
    const then = [channel('orders/eu', 20), channel('logs', 4)];
    tell(then);
    await eventually(() => {
      serve();
      expect(feed.selected?.seq).toBe(20);
    });
    expect(cursor.channels).toEqual(then);
    expect(cursor.channelsTime).toBe(cursor.time);
    expect(cursor.loading).toBe(false);
  });

  it('asks one question at a time, and of moments in between only the last', async () => {
    const { cursor } = await opened();
    for (const seq of [10, 11, 12, 13]) cursor.set(timeOf(seq));
    expect(main.asked).toHaveLength(1);
    tell([channel('x', 10)]);
    await eventually(() => expect(main.asked).toHaveLength(2));
    expect(asked().at(-1)).toEqual(['history.channelsAt', timeOf(13)]);
    expect(cursor.channels).toBeNull();
    tell([channel('x', 13)]);
    await eventually(() => expect(cursor.channels?.[0]?.last.seq).toBe(13));
  });

  it('steps by a second', async () => {
    const { cursor } = await opened();
    cursor.set(timeOf(20));
    cursor.step('second', -1);
    expect(cursor.time).toBe(timeOf(19));
    cursor.step('second', 1);
    cursor.step('second', 1);
    expect(cursor.time).toBe(timeOf(21));
  });

  it('steps by an event of the table, and takes its moment once the row is there', async () => {
    const { feed, cursor } = await opened();
    feed.moveTo(35);
    cursor.set(feed.selected!.receivedAt);
    cursor.step('event', -1);
    expect(feed.cursor).toBe(34);
    expect(cursor.time).toBe(timeOf(35));
    feed.moveTo(3);
    expect(feed.selected).toBeNull();
    cursor.step('event', 1);
    expect(cursor.time).toBe(timeOf(35));
    feed.want(0, 10);
    await eventually(() => {
      serve();
      expect(cursor.time).toBe(timeOf(5));
    });
    expect(feed.selected?.seq).toBe(5);
  });

  it('goes back from the newest event of its time when no row is selected', async () => {
    const { feed, cursor } = await opened();
    cursor.set(timeOf(20) + 300);
    feed.setFilter({ query: 'something' });
    tell([channel('orders/eu', 20)]);
    await eventually(() => expect(cursor.loading).toBe(false));
    cursor.step('event', -1);
    expect(cursor.time).toBe(timeOf(20) - 1);
  });

  it('takes the table along under a filter that may hide the event, and leaves the filter alone', async () => {
    const { feed, cursor } = await opened();
    feed.setFilter({ query: 'level:error' });
    main.sent = [];
    cursor.set(timeOf(20));
    tell([channel('orders/eu', 20)]);
    await eventually(() =>
      expect(main.sent).toContainEqual({ kind: 'find', view: 2, seq: 20, nearest: true }),
    );
    expect(feed.filter.query).toBe('level:error');
  });

  it('goes to the newest event of the sources and the channel that are filtered for', async () => {
    const { feed, cursor } = await opened();
    feed.setFilter({ sources: ['a'], channel: 'orders' });
    main.sent = [];
    cursor.set(timeOf(20));
    tell([channel('logs', 20), channel('orders/eu', 12), channel('orders/us', 15, 'b')]);
    const found = (): unknown[] =>
      (main.sent as FeedRequest[]).flatMap((request) => (request.kind === 'find' ? [request.seq] : []));
    await eventually(() => expect(found()).toContain(12));
    expect(feed.filter).toMatchObject({ sources: ['a'], channel: 'orders' });
  });

  it('takes a moment that is still to come for now', async () => {
    const { cursor } = await opened();
    cursor.set(Date.now() + 60_000);
    expect(cursor.time).toBeLessThanOrEqual(Date.now());
  });

  it('says what went wrong, and tries again with the next moment', async () => {
    const { cursor } = await opened();
    cursor.set(timeOf(20));
    main.asked[0]!.reject(new StreamgaugeError('closed', 'The history is closed.', { hint: 'Start again.' }));
    await eventually(() => expect(cursor.problem?.message).toBe('The history is closed.'));
    expect(cursor.loading).toBe(false);
    cursor.set(timeOf(19));
    expect(cursor.problem).toBeNull();
    await eventually(() => expect(main.asked).toHaveLength(2));
  });

  it('goes back to what is now', async () => {
    const { feed, cursor } = await opened();
    cursor.set(timeOf(20));
    cursor.live();
    expect(cursor.time).toBeNull();
    expect(feed.following).toBe(true);
    tell([channel('x', 20)]);
    await nextTick();
    expect(cursor.channels).toBeNull();
  });

  it('ends when the table follows the stream again', async () => {
    const { feed, cursor } = await opened();
    cursor.set(timeOf(20));
    feed.follow();
    await nextTick();
    expect(cursor.active).toBe(false);
    expect(feed.filter).toEqual(EMPTY_FILTER);
  });
});
