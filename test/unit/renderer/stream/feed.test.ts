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
type Update = Extract<FeedMessage, { kind: 'update' }>;
function update(
  view: number,
  first: number,
  end: number,
  tail: EventRow[] = [],
  search: Update['search'] = null,
): void {
  const totals = { received: end, stored: end - first, evicted: 0, dropped: 0 };
  answer({ kind: 'update', number: ++number, view, first, end, search, tail, totals });
}
const SEARCHING = { looked: 10, of: 1_000 };
const sent = <K extends FeedRequest['kind']>(kind: K): Extract<FeedRequest, { kind: K }>[] =>
  (line.sent as FeedRequest[]).filter(
    (request): request is Extract<FeedRequest, { kind: K }> => request.kind === kind,
  );

/** Answers the last question for rows. */
function answerRows(): void {
  const { view, from, count } = sent('rows').at(-1)!;
  answer({ kind: 'rows', view, from, rows: rows(from + 1_000, count) });
}

async function opened() {
  const feed = useFeed();
  await feed.open(false);
  feed.setTailRows(10);
  return feed;
}

describe('the live feed', () => {
  beforeEach(() => {
    sessionStorage.clear();
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

  it('acknowledges an update that only counts at once: no picture has to be waited for', async () => {
    await opened();
    update(1, 0, 3, rows(0, 3));
    await eventually(() => expect(sent('ack').map((ack) => ack.number)).toEqual([1]));
    const frames = vi.spyOn(globalThis, 'requestAnimationFrame');
    update(1, 0, 3, rows(0, 3));
    expect(sent('ack').map((ack) => ack.number)).toEqual([1, 2]);
    expect(frames).not.toHaveBeenCalled();
    update(1, 0, 4, rows(1, 3));
    expect(frames).toHaveBeenCalled();
    frames.mockRestore();
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
    expect(feed.shown).toEqual({ first: 5, end: 20 });
    expect(feed.newCount).toBe(128);
    expect(feed.totals.received).toBe(148);
    feed.follow();
    expect(feed.newCount).toBe(0);
    expect(sent('follow').at(-1)).toEqual({ kind: 'follow', rows: 10 });
    update(1, 5, 150, rows(140, 10));
    expect(feed.shown.end).toBe(150);
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
    expect(sent('find').at(-1)).toEqual({ kind: 'find', view: 2, seq: 16, nearest: true });
    answer({ kind: 'found', view: 2, position: 7, seq: 16 });
    update(2, 0, 9);
    expect(feed.at(15)?.seq).toBe(16);
    answerRows();
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
    feed.setFilter({ query: 'x' });
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
    feed.setFilter({ query: 'x' });
    update(2, 0, 0);
    const shown = feed.reveal(5);
    answer({ kind: 'found', view: 2, position: null, seq: null });
    expect(sent('view').at(-1)).toEqual({ kind: 'view', view: 3, filter: EMPTY_FILTER });
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

  it('shows older rows at negative positions as the search finds them', async () => {
    const feed = await opened();
    update(1, 0, 3, rows(100, 3), SEARCHING);
    update(1, -7, 3, rows(93, 10), SEARCHING);
    expect(feed.shown).toEqual({ first: -7, end: 3 });
    expect(feed.at(-7)?.seq).toBe(94);
    expect(feed.search).toEqual(SEARCHING);
    expect(feed.matched).toBe(10);
  });

  it('fetches rows at negative positions', async () => {
    const feed = await opened();
    update(1, -5_000, 20, rows(5_010, 10));
    feed.pause();
    feed.want(-5_001, -4_960);
    expect(sent('rows')).toEqual([{ kind: 'rows', view: 1, from: -5_000, count: 400 }]);
    answer({ kind: 'rows', view: 1, from: -5_000, rows: rows(0, 400) });
    expect(feed.at(-5_000)?.seq).toBe(1);
  });

  it('asks for nothing while updates bring all that the table draws', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.want(11, 20);
    update(1, 0, 90, rows(80, 10));
    update(1, 0, 160, rows(150, 10));
    expect(sent('rows')).toEqual([]);
  });

  it('fetches what an update did not bring, and lets go of it when the end has gone on', async () => {
    const feed = await opened();
    feed.want(0, 10);
    update(1, 0, 20, rows(15, 5));
    expect(sent('rows')).toEqual([{ kind: 'rows', view: 1, from: 0, count: 15 }]);
    update(1, 0, 90, rows(80, 10));
    answer({ kind: 'rows', view: 1, from: 0, rows: rows(0, 15) });
    expect(feed.at(85)?.seq).toBe(86);
  });

  it('lets older rows be reached while paused, and no newer ones', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10), SEARCHING);
    feed.pause();
    update(1, -400, 25, [], SEARCHING);
    expect(feed.shown).toEqual({ first: -400, end: 20 });
    expect(feed.newCount).toBe(5);
  });

  it('lets a scroll that is under way come to its end before it takes in what is older', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10), SEARCHING);
    feed.pause();
    feed.noteMove();
    update(1, -400, 20, [], SEARCHING);
    expect(feed.shown.first).toBe(0);
    await eventually(() => {
      update(1, -500, 20, [], SEARCHING);
      expect(feed.shown.first).toBe(-500);
    });
    feed.noteMove();
    update(1, -900, 20);
    expect(feed.shown.first).toBe(-900);
  });

  it('shows what came when everything that a paused view showed has been let go', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    update(1, 30, 90);
    expect(feed.shown).toEqual({ first: 30, end: 90 });
    expect(feed.newCount).toBe(0);
  });

  it('fetches ahead of a paused view before it reaches what is not here', async () => {
    const feed = await opened();
    update(1, 0, 5_000, rows(4_990, 10));
    feed.pause();
    feed.want(1_000, 1_040);
    answer({ kind: 'rows', view: 1, from: 820, rows: rows(820, 400) });
    feed.want(860, 900);
    expect(sent('rows').at(-1)).toEqual({ kind: 'rows', view: 1, from: 620, count: 200 });
    answer({ kind: 'rows', view: 1, from: 620, rows: rows(620, 200) });
    expect(feed.at(700)?.seq).toBe(701);
    expect(feed.at(1_100)?.seq).toBe(1_101);
  });

  it('keeps the old rows until it is known where the kept one lies in a new view', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ query: 'x' });
    update(2, 0, 2, [], SEARCHING);
    expect(feed.at(15)?.seq).toBe(16);
    expect(feed.cursor).toBe(15);
    answer({ kind: 'found', view: 2, position: -3, seq: 16 });
    expect(feed.at(15)?.seq).toBe(16);
    update(2, -5, 2, [], SEARCHING);
    answerRows();
    expect(feed.shown).toEqual({ first: -5, end: 2 });
    expect(feed.landing).toEqual({ position: -3, offset: 48 });
    expect(feed.cursor).toBe(-3);
  });

  it('shows a new view after 300 ms however far its search is, and goes to the kept row once it is found', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ query: 'x' });
    update(2, 0, 2, [], SEARCHING);
    await eventually(() => expect(feed.shown).toEqual({ first: 0, end: 2 }), { timeoutMs: 2_000 });
    expect(feed.landing).toEqual({ position: 0, offset: null });
    feed.landing = null;
    answer({ kind: 'found', view: 2, position: -9, seq: 16 });
    update(2, -9, 2, [], SEARCHING);
    expect(feed.landing).toEqual({ position: -9, offset: 48 });
    expect(feed.cursor).toBe(-9);
  });

  it('takes no late rows for others that it has asked for since', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ query: 'x' });
    answer({ kind: 'found', view: 2, position: 900, seq: 16 });
    update(2, 0, 2_000);
    expect(sent('rows')).toEqual([{ kind: 'rows', view: 2, from: 700, count: 400 }]);
    await eventually(() => expect(feed.landing).toEqual({ position: 900, offset: 48 }), { timeoutMs: 2_000 });
    feed.want(100, 140);
    answer({ kind: 'rows', view: 2, from: 700, rows: rows(700, 400) });
    expect(feed.at(120)).toBeUndefined();
    answer({ kind: 'rows', view: 2, from: 0, rows: rows(0, 400) });
    expect(feed.at(120)?.seq).toBe(121);
  });

  it('leaves somebody alone who went elsewhere while the kept row was looked for', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ query: 'x' });
    update(2, 0, 2, [], SEARCHING);
    await eventually(() => expect(feed.landing).not.toBeNull(), { timeoutMs: 2_000 });
    feed.landing = null;
    feed.noteMove();
    answer({ kind: 'found', view: 2, position: -9, seq: 16 });
    update(2, -9, 2, [], SEARCHING);
    expect(feed.landing).toBeNull();
  });

  it('goes to the row after the kept one when the filter hides that', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.pause();
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    feed.setFilter({ query: 'x' });
    answer({ kind: 'found', view: 2, position: 4, seq: 19 });
    update(2, 0, 9);
    answerRows();
    expect(feed.landing).toEqual({ position: 4, offset: 48 });
    expect(feed.cursor).toBeNull();
  });

  it('keeps the old rows while following until the new view fills the screen or is complete', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.setFilter({ query: 'x' });
    update(2, 0, 1, rows(19, 1), SEARCHING);
    expect(feed.shown.end).toBe(20);
    update(2, -1, 1, rows(18, 2), null);
    expect(feed.shown).toEqual({ first: -1, end: 1 });
    expect(feed.at(-1)?.seq).toBe(19);
  });

  it('makes no new view of the same filter', async () => {
    const feed = await opened();
    feed.setFilter({ query: '' });
    expect(sent('view')).toHaveLength(1);
  });

  it('makes a stale view anew with the same filter and the kept row in its place', async () => {
    const feed = await opened();
    update(1, 0, 20, rows(10, 10));
    feed.moveTo(15);
    feed.setAnchor(() => ({ seq: 16, offset: 48 }));
    answer({ kind: 'stale', view: 1 });
    expect(sent('view').at(-1)).toEqual({ kind: 'view', view: 2, filter: EMPTY_FILTER });
    answer({ kind: 'found', view: 2, position: 6, seq: 16 });
    update(2, 0, 11);
    answerRows();
    expect(feed.landing).toEqual({ position: 6, offset: 48 });
    expect(feed.selected?.seq).toBe(16);
    answer({ kind: 'stale', view: 1 });
    expect(sent('view')).toHaveLength(2);
  });

  it('asks for its rows again when the mark changes, and takes nothing that was asked for before', async () => {
    const feed = await opened();
    update(1, 0, 5_000, rows(4_990, 10));
    feed.pause();
    feed.want(1_000, 1_040);
    feed.setMark('data.order:"A-17"');
    expect(sent('mark')).toEqual([{ kind: 'mark', view: 1, query: 'data.order:"A-17"' }]);
    answer({ kind: 'rows', view: 1, from: 820, rows: rows(820, 400) });
    expect(feed.at(1_000)).toBeUndefined();
    expect(sent('rows')).toHaveLength(2);
    answer({
      kind: 'rows',
      view: 1,
      from: 820,
      rows: rows(820, 400).map((each) => ({ ...each, marked: true })),
    });
    expect(feed.at(1_000)?.marked).toBe(true);
  });

  it('tells a new view of the mark', async () => {
    const feed = await opened();
    feed.setMark('x');
    feed.setFilter({ query: 'y' });
    expect(sent('mark').at(-1)).toEqual({ kind: 'mark', view: 2, query: 'x' });
  });

  it('draws a row anew when it becomes marked', async () => {
    const feed = await opened();
    update(1, 0, 2, rows(0, 2));
    update(1, 0, 2, [row(1), row(2, { marked: true })]);
    expect(feed.at(1)?.marked).toBe(true);
  });

  it('asks for a histogram of the view that stands when it is answered', async () => {
    const feed = await opened();
    const asked = feed.histogram(0, 1_000, 2);
    feed.setFilter({ query: 'x' });
    expect(sent('histogram').map(({ view }) => view)).toEqual([1, 2]);
    const counts = { from: 0, to: 1_000, events: [3, 4], errors: [0, 1], extent: { from: 5, to: 900 } };
    answer({ kind: 'histogram', view: 1, ...counts, events: [9, 9] });
    answer({ kind: 'histogram', view: 2, ...counts });
    expect(await asked).toEqual(counts);
  });

  it('asks for one histogram at a time, and of those that wait only for the newest', async () => {
    const feed = await opened();
    const first = feed.histogram(0, 1_000, 1);
    const passedOver = feed.histogram(0, 2_000, 1);
    const newest = feed.histogram(0, 3_000, 1);
    expect(sent('histogram')).toHaveLength(1);
    answer({ kind: 'histogram', view: 1, from: 0, to: 1_000, events: [1], errors: [0], extent: null });
    expect(sent('histogram').map(({ to }) => to)).toEqual([1_000, 3_000]);
    answer({ kind: 'histogram', view: 1, from: 0, to: 3_000, events: [3], errors: [0], extent: null });
    expect((await first).events).toEqual([1]);
    expect((await newest).events).toEqual([3]);
    expect((await passedOver).to).toBe(3_000);
  });

  it('comes back to where it was when the window is loaded again', async () => {
    const before = await opened();
    before.setFilter({ query: 'x', comments: true });
    update(2, 0, 20, rows(10, 10));
    before.setAnchor(() => ({ seq: 16, offset: 48 }));
    before.setMark('y');
    before.moveTo(15);
    await eventually(() => expect(sessionStorage.getItem('streamgauge.place')).toContain('"mark":"y"'));

    setActivePinia(createPinia());
    line.sent = [];
    const feed = await opened();
    expect(sent('view')).toEqual([{ kind: 'view', view: 1, filter: { ...EMPTY_FILTER, query: 'x' } }]);
    expect(sent('mark')).toEqual([{ kind: 'mark', view: 1, query: 'y' }]);
    expect(feed.following).toBe(false);
    expect(feed.pausedAt).toBe(before.pausedAt);
    answer({ kind: 'found', view: 1, position: 7, seq: 16 });
    update(1, 0, 20);
    answer({ kind: 'rows', view: 1, from: 0, rows: rows(9, 11) });
    expect(feed.landing).toEqual({ position: 7, offset: 48 });
    expect(feed.cursor).toBe(7);
    expect(feed.selected?.seq).toBe(17);
  });
});
