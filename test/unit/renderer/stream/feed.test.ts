import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_FILTER, type FeedMessage, type FeedRequest } from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { eventually } from '../../../support/eventually';

/** The main process's end of the line: what the window sent, and a way to answer. */
const line = vi.hoisted(() => ({
  sent: [] as unknown[],
  answer: (_message: unknown): void => undefined,
}));
vi.mock('@/bridge', () => ({
  call: () => Promise.resolve(null),
  on: () => () => undefined,
  openFeed: (listener: (message: unknown) => void) => {
    line.answer = listener;
    return Promise.resolve({
      send: (request: unknown) => void line.sent.push(request),
      close: () => undefined,
    });
  },
}));

const row = (seq: number, more: Partial<EventRow> = {}): EventRow => ({
  seq,
  kind: 'event',
  sourceId: 'a',
  receivedAt: seq * 1_000,
  type: 'message',
  id: null,
  channel: '',
  preview: '',
  size: 1,
  level: null,
  gap: null,
  ...more,
});
const rows = (from: number, count: number): EventRow[] =>
  Array.from({ length: count }, (_, i) => row(from + i + 1));
const answer = (message: FeedMessage): void => line.answer(message);

let number = 0;
function update(view: number, first: number, end: number, tail: EventRow[] = []): void {
  const totals = {
    received: end,
    stored: end - first,
    evicted: first,
    bytes: 0,
    limitEvents: 9,
    limitBytes: 9,
  };
  answer({ kind: 'update', number: ++number, view, first, end, tail, totals });
}
const sent = <K extends FeedRequest['kind']>(kind: K): Extract<FeedRequest, { kind: K }>[] =>
  (line.sent as FeedRequest[]).filter(
    (request): request is Extract<FeedRequest, { kind: K }> => request.kind === kind,
  );

async function opened() {
  const feed = useFeed();
  await feed.open(false);
  feed.setTailRows(10);
  return feed;
}

describe('the live feed', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    line.sent = [];
    number = 0;
  });

  it('asks for a view and for as many rows as the table shows', async () => {
    await opened();
    expect(sent('view')).toEqual([{ kind: 'view', view: 1, filter: EMPTY_FILTER }]);
    expect(sent('follow').at(-1)).toEqual({ kind: 'follow', rows: 10 });
  });

  it('acknowledges every update, also one of an older view', async () => {
    await opened();
    update(1, 0, 3, rows(0, 3));
    await eventually(() => expect(sent('ack').map((ack) => ack.number)).toEqual([1]));
    update(0, 0, 3);
    await eventually(() => expect(sent('ack').map((ack) => ack.number)).toEqual([1, 2]));
  });

  it('shows the newest rows while following', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    expect(feed.shown).toEqual({ first: 0, end: 20 });
    expect(feed.at(19)?.seq).toBe(20);
    expect(feed.at(9)).toBeUndefined();
  });

  it('keeps the row objects that were there, so that they are not drawn again', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    const before = feed.at(15);
    update(1, 0, 22, rows(12, 10));
    expect(feed.at(15)).toBe(before);
  });

  it('stands still while paused, and counts what comes', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    expect(sent('follow').at(-1)).toEqual({ kind: 'follow', rows: 0 });
    update(1, 5, 148);
    expect(feed.shown).toEqual({ first: 0, end: 20 });
    expect(feed.newCount).toBe(128);
    expect(feed.totals.received).toBe(148);
    feed.follow();
    expect(feed.newCount).toBe(0);
    expect(feed.shown.end).toBe(148);
  });

  it('ignores a tail that was under way when the view was paused', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    update(1, 0, 30, rows(20, 10));
    expect(feed.at(19)?.seq).toBe(20);
    expect(feed.at(25)).toBeUndefined();
  });

  it('fetches missing rows once, with some to spare on both sides', async () => {
    const feed = await opened();
    update(1, 0, 5_000, rows(4_990, 10));
    feed.pause();
    feed.want(1_000, 1_040);
    feed.want(1_001, 1_041);
    expect(sent('rows')).toEqual([{ kind: 'rows', view: 1, from: 820, count: 400 }]);
    answer({ kind: 'rows', view: 1, from: 820, rows: rows(820, 400) });
    expect(feed.at(1_040)?.seq).toBe(1_041);
    feed.want(1_100, 1_140);
    expect(sent('rows')).toHaveLength(1);
  });

  it('does not ask again and again for rows that have left the buffer', async () => {
    const feed = await opened();
    update(1, 0, 5_000, rows(4_990, 10));
    feed.pause();
    feed.want(0, 40);
    answer({ kind: 'rows', view: 1, from: 300, rows: rows(300, 100) });
    expect(sent('rows')).toHaveLength(1);
  });

  it('pauses when a row is selected, and takes in what came when the cursor goes past the end', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(19);
    expect(feed.following).toBe(false);
    expect(feed.selected?.seq).toBe(20);
    update(1, 0, 25);
    feed.moveTo(20);
    expect(feed.shown.end).toBe(25);
    expect(feed.cursor).toBe(20);
    expect(feed.newCount).toBe(0);
  });

  it('selects a row that is not here yet as soon as it is', async () => {
    const feed = await opened();
    update(1, 0, 5_000, rows(4_990, 10));
    feed.moveTo(0);
    expect(feed.selected).toBeNull();
    feed.want(0, 40);
    answer({ kind: 'rows', view: 1, from: 0, rows: rows(0, 400) });
    expect(feed.selected?.seq).toBe(1);
  });

  it('keeps the selected row where it is on the screen when the filter changes', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ types: ['message'] });
    expect(feed.at(15)?.seq).toBe(16);
    expect(sent('find').at(-1)).toEqual({ kind: 'find', view: 2, seq: 16 });
    answer({ kind: 'found', view: 2, position: 7, seq: 16 });
    update(2, 0, 9);
    expect(feed.landing).toEqual({ position: 7, offset: 48 });
    expect(feed.cursor).toBe(7);
    expect(feed.selected?.seq).toBe(16);
    expect(feed.shown).toEqual({ first: 0, end: 9 });
  });

  it('keeps the selection of an event that the filter hides, without a cursor', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ types: ['other'] });
    answer({ kind: 'found', view: 2, position: null, seq: null });
    update(2, 0, 0);
    expect(feed.cursor).toBeNull();
    expect(feed.selected?.seq).toBe(16);
  });

  it('ignores answers about an older view', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    feed.want(0, 10);
    feed.setFilter({ text: 'x' });
    answer({ kind: 'rows', view: 1, from: 0, rows: rows(0, 20) });
    answer({ kind: 'found', view: 1, position: 3, seq: 4 });
    expect(feed.at(0)).toBeUndefined();
    expect(feed.landing).toBeNull();
  });

  it('goes to the next gap, and says when there is none', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    const found = feed.seek('gap', 'previous', 19);
    answer({ kind: 'found', view: 1, position: 12, seq: 13 });
    expect(await found).toBe(true);
    expect(feed.cursor).toBe(12);
    const none = feed.seek('gap', 'previous', 12);
    answer({ kind: 'found', view: 1, position: null, seq: null });
    expect(await none).toBe(false);
    expect(feed.cursor).toBe(12);
  });

  it('asks one question at a time', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    void feed.seek('gap', 'next', 0);
    void feed.seek('error', 'next', 0);
    expect(sent('seek')).toHaveLength(1);
    answer({ kind: 'found', view: 1, position: null, seq: null });
    expect(sent('seek')).toHaveLength(2);
  });

  it('lifts a filter that hides the event it is asked to show', async () => {
    const feed = await opened();
    feed.setFilter({ text: 'x' });
    update(2, 0, 0);
    const shown = feed.reveal(5);
    answer({ kind: 'found', view: 2, position: null, seq: null });
    expect(sent('view').at(-1)).toEqual({ kind: 'view', view: 3, filter: EMPTY_FILTER });
    answer({ kind: 'found', view: 3, position: null, seq: null });
    answer({ kind: 'found', view: 3, position: 4, seq: 5 });
    update(3, 0, 20);
    expect(await shown).toBe(true);
    expect(feed.cursor).toBe(4);
    expect(feed.landing).toEqual({ position: 4, offset: null });
  });

  it('notes breaks for the hydrograph once each', async () => {
    const feed = await opened();
    const gap = { downMs: 3_200, resumedFrom: '1', verdict: 'lost' as const, missing: 27, sentence: 'gap' };
    update(1, 0, 1, [row(1, { kind: 'gap', gap })]);
    update(1, 0, 2, [row(1, { kind: 'gap', gap }), row(2)]);
    expect(feed.breaks).toEqual([{ seq: 1, at: 1_000, downMs: 3_200, lost: true }]);
  });
});
