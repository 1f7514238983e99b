import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_FILTER, type FeedMessage, type FeedRequest } from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { eventually } from '../../../support/eventually';

/** The main process's end of the line, over events of which every second one is in the view. */
const main = vi.hoisted(() => ({ sent: [] as unknown[], answer: (_message: unknown): void => undefined }));
vi.mock('@/bridge', () => ({
  call: () => Promise.resolve(null),
  on: () => () => undefined,
  openFeed: (listener: (message: unknown) => void) => {
    main.answer = listener;
    return Promise.resolve({
      send: (request: unknown) => void main.sent.push(request),
      close: () => undefined,
    });
  },
}));

const seqAt = (position: number): number => 20_001 + 2 * position;
const row = (position: number): EventRow => ({
  seq: seqAt(position),
  kind: 'event',
  sourceId: 'a',
  receivedAt: position * 1_000,
  type: 'message',
  id: null,
  channel: '',
  preview: '',
  size: 1,
  level: null,
  gap: null,
});
const rows = (from: number, to: number): EventRow[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => row(from + i));

let first = 0;
let end = 1_000;
let number = 0;
let view = 0;
/** Positions move by so much in a view that is made anew. */
let shift = 0;
/** Answers all that the window asks, as the main process would. */
function serve(): void {
  for (const request of main.sent.splice(0) as FeedRequest[]) {
    if (request.kind === 'view') {
      view = request.view;
      update();
    } else if (request.kind === 'rows') {
      const from = Math.max(request.from, first);
      const list = rows(from - shift, Math.min(request.from + request.count, end) - shift);
      post({ kind: 'rows', view, from, rows: list });
    } else if (request.kind === 'find') {
      const position = Math.round((request.seq - seqAt(0)) / 2) + shift;
      post({ kind: 'found', view, position, seq: request.seq });
    }
  }
}
const post = (message: FeedMessage): void => main.answer(message);
function update(tail = rows(end - 10 - shift, end - shift), search = false): void {
  const totals = { received: end, stored: end, evicted: 0, dropped: 0 };
  const looked = search ? { looked: 1, of: 100 } : null;
  post({ kind: 'update', number: ++number, view, first, end, search: looked, tail, totals });
}
async function opened() {
  const feed = useFeed();
  await feed.open(false);
  feed.setTailRows(10);
  feed.want(980, 1_000);
  serve();
  feed.pause();
  serve();
  return feed;
}
const chosen = (feed: ReturnType<typeof useFeed>, positions: readonly number[]): boolean[] =>
  positions.map((position) => feed.selection.has(position, feed.at(position)));

describe('several selected rows', () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.sent = [];
    first = 0;
    end = 1_000;
    number = 0;
    shift = 0;
  });

  it('go from where the cursor was to where it is, both ways', async () => {
    const feed = await opened();
    feed.moveTo(990);
    expect(feed.selection.active).toBe(false);
    feed.extendTo(994);
    feed.extendTo(993);
    expect(feed.selection.count).toBe(4);
    expect(chosen(feed, [989, 990, 993, 994])).toEqual([false, true, true, false]);
    feed.extendTo(988);
    expect(feed.selection.count).toBe(3);
    expect(chosen(feed, [987, 988, 990, 991])).toEqual([false, true, true, false]);
    expect(feed.selected?.seq).toBe(seqAt(988));
  });

  it('stay as they are while events arrive, and when the view is made anew over the same filter', async () => {
    const feed = await opened();
    feed.moveTo(990);
    feed.extendTo(994);
    end = 1_500;
    update([]);
    expect(feed.selection.count).toBe(5);
    shift = -100;
    end = 1_400;
    post({ kind: 'stale', view });
    expect(feed.selection.active).toBe(true);
    await eventually(() => {
      serve();
      expect(feed.selection.count).toBe(5);
      expect(chosen(feed, [889, 890, 894, 895])).toEqual([false, true, true, false]);
    });
  });

  it('end with a plain move, and when the filter changes', async () => {
    const feed = await opened();
    feed.moveTo(990);
    feed.extendTo(994);
    feed.moveTo(992);
    expect(feed.selection.active).toBe(false);
    feed.extendTo(994);
    expect(feed.selection.active).toBe(true);
    feed.setFilter({ query: 'x' });
    expect(feed.selection.active).toBe(false);
    expect(feed.selection.count).toBe(0);
  });

  it('are all that shows, also what the search of the history finds later, and nothing that arrives', async () => {
    const feed = await opened();
    update([], true);
    feed.selectAll();
    expect(feed.selection.count).toBe(1_000);
    first = -500;
    end = 1_200;
    update([]);
    expect(feed.selection.count).toBe(1_500);
    expect(chosen(feed, [-500, 999, 1_000])).toEqual([true, true, false]);
    expect(await feed.selection.scope(EMPTY_FILTER)).toEqual({
      kind: 'stretch',
      filter: EMPTY_FILTER,
      from: 1,
      to: seqAt(999),
    });
  });

  it('are exported as a stretch, whose ends are read when no row of the window has them', async () => {
    const feed = await opened();
    feed.moveTo(995);
    feed.extendTo(3);
    const scope = feed.selection.scope(EMPTY_FILTER);
    await eventually(() => expect(main.sent).toContainEqual({ kind: 'rows', view, from: 3, count: 1 }));
    serve();
    expect(await scope).toEqual({ kind: 'stretch', filter: EMPTY_FILTER, from: seqAt(3), to: seqAt(995) });
  });

  it('are taken one by one, beginning with the row under the cursor', async () => {
    const feed = await opened();
    feed.moveTo(990);
    expect(await feed.toggleAt(995)).toBe(true);
    await feed.toggleAt(992);
    expect(feed.selection.count).toBe(3);
    await feed.toggleAt(995);
    expect(chosen(feed, [990, 992, 995])).toEqual([true, true, false]);
    expect(await feed.selection.scope(EMPTY_FILTER)).toEqual({
      kind: 'selection',
      seqs: [seqAt(990), seqAt(992)],
    });
  });

  it('are taken out of a stretch one by one, whose rows are read in turn with those of the table', async () => {
    const feed = await opened();
    feed.moveTo(999);
    feed.extendTo(100);
    feed.extendTo(985);
    feed.extendTo(200);
    const toggled = feed.toggleAt(990);
    feed.want(190, 220);
    await eventually(() => {
      expect(main.sent.filter((request) => (request as FeedRequest).kind === 'rows').length).toBeLessThan(2);
      serve();
      expect(feed.selection.count).toBe(799);
    });
    expect(await toggled).toBe(true);
    expect(feed.selection.has(990, row(990))).toBe(false);
    expect(feed.selection.has(989, row(989))).toBe(true);
    feed.want(190, 220);
    serve();
    expect(feed.at(200)?.seq).toBe(seqAt(200));
  });

  it('are no more than 10,000 when they are taken one by one', async () => {
    first = -10_000;
    const feed = await opened();
    feed.selectAll();
    expect(await feed.toggleAt(990)).toBe(false);
    expect(feed.selection.count).toBe(11_000);
  });

  it('are told in order, the oldest first, and no more than is asked for', async () => {
    const feed = await opened();
    feed.moveTo(999);
    feed.extendTo(100);
    const seqs = feed.selection.seqs(500);
    await eventually(async () => {
      serve();
      expect(await Promise.race([seqs, Promise.resolve('still reading')])).toHaveLength(500);
    });
    expect((await seqs)?.slice(0, 2)).toEqual([seqAt(100), seqAt(101)]);
    expect((await seqs)?.at(-1)).toBe(seqAt(599));
  });

  it('are not told when the view is made anew while they are read', async () => {
    const feed = await opened();
    feed.moveTo(999);
    feed.extendTo(100);
    const seqs = feed.selection.seqs(500);
    feed.setFilter({ query: 'x' });
    expect(await seqs).toBeNull();
  });
});

describe('going near an event', () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.sent = [];
    first = 0;
    end = 1_000;
    shift = 0;
  });

  it('selects the last one before an event that the filter hides, without lifting the filter', async () => {
    const feed = await opened();
    main.sent = [];
    const there = feed.goNear(seqAt(500) - 1);
    expect(main.sent).toContainEqual({ kind: 'find', view, seq: seqAt(500) - 1, nearest: true });
    post({ kind: 'found', view, position: 500, seq: seqAt(500) });
    expect(await there).toBe(true);
    expect(feed.cursor).toBe(499);
    expect(feed.landing).toEqual({ position: 499, offset: null });
  });

  it('says so when nothing shows', async () => {
    const feed = await opened();
    const there = feed.goNear(7);
    post({ kind: 'found', view, position: null, seq: null });
    expect(await there).toBe(false);
  });
});
