import { EMPTY_FILTER, RATE_SECONDS } from '@shared/feed';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventBuffer } from '../../../../src/main/history/event-buffer';
import { LiveFeed } from '../../../../src/main/history/live-feed';
import { eventually } from '../../../support/eventually';
import { FakeFeedPort } from './fake-feed-port';
import { makeEvent, makeGap } from './make-event';
import { cpuMs } from '../../../support/cpu-ms';

/** A feed without a store: what is in memory is all there is. */
function openFeed(port: FakeFeedPort, buffer: EventBuffer): LiveFeed {
  return new LiveFeed(port, {
    buffer,
    store: null,
    totals: () => ({ received: buffer.received, stored: buffer.size, evicted: buffer.evicted, dropped: 0 }),
    sourceNames: () => new Map(),
  });
}

describe('the live feed of a window', () => {
  let buffer: EventBuffer;
  let port: FakeFeedPort;
  let feed: LiveFeed;

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance', 'Date'],
    });
    buffer = new EventBuffer({ events: 1_000_000, bytes: 1e9 });
    port = new FakeFeedPort();
    feed = openFeed(port, buffer);
  });
  afterEach(() => {
    feed.close();
    vi.useRealTimers();
  });

  function append(count: number, parts: Parameters<typeof makeEvent>[0] = {}): void {
    for (let i = 0; i < count; i++) buffer.append(makeEvent({ receivedAt: Date.now(), ...parts }));
    buffer.flush();
  }

  async function open(rows = 0): Promise<void> {
    port.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
    port.request({ kind: 'follow', rows });
    await vi.advanceTimersByTimeAsync(20);
  }

  it('says nothing before the window says what it looks at', async () => {
    append(10);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(port.messages).toEqual([]);
  });

  it('starts with everything: bounds, totals, types and the whole hydrograph', async () => {
    append(3, { type: 'a' });
    append(1, { type: 'b', level: 'error' });
    await open();
    const [first] = port.updates;
    expect(first).toMatchObject({
      number: 1,
      view: 1,
      first: 0,
      end: 4,
      tail: [],
      totals: { received: 4, stored: 4, evicted: 0, dropped: 0 },
      search: null,
      types: [
        { type: 'a', count: 3 },
        { type: 'b', count: 1 },
      ],
      rateReset: true,
    });
    expect(first?.rate).toHaveLength(RATE_SECONDS);
    expect(first?.rate?.reduce((sum, second) => sum + second.events, 0)).toBe(4);
  });

  it('says nothing to a window that nobody can see, and everything at once when it shows again', async () => {
    await open(2);
    port.hide();
    const before = port.updates.length;
    for (let second = 0; second < 5; second++) {
      append(2, { type: 'late' });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(port.updates).toHaveLength(before);
    port.show();
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last).toMatchObject({ end: 10, totals: { received: 10 } });
    expect(port.last.tail).toHaveLength(2);
    const rates = port.updates.slice(before).flatMap(({ rate }) => rate ?? []);
    expect(rates.reduce((sum, { events }) => sum + events, 0)).toBe(10);
  });

  it('gives a page that begins out of sight its first picture', async () => {
    append(3);
    port.hide();
    await open(2);
    expect(port.last).toMatchObject({ end: 3 });
  });

  it('counts what only heartbeats add with the next whole second, and sooner when more than that comes', async () => {
    vi.setSystemTime(1_700_000_000_000);
    append(1);
    await open(5);
    port.request({ kind: 'ack', number: port.updates.at(-1)!.number });
    const told = port.updates.length;
    await vi.advanceTimersByTimeAsync(200);

    append(1, { kind: 'comment', type: '' });
    await vi.advanceTimersByTimeAsync(700);
    expect(port.updates).toHaveLength(told);
    await vi.advanceTimersByTimeAsync(100);
    expect(port.updates.slice(told)).toMatchObject([{ end: 1, totals: { received: 2 } }]);

    port.request({ kind: 'ack', number: port.updates.at(-1)!.number });
    append(1, { kind: 'comment', type: '' });
    append(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(port.updates.slice(told + 1)).toMatchObject([{ end: 2, totals: { received: 4 } }]);
  });

  it('answers a view in which nothing matches', async () => {
    port.request({ kind: 'view', view: 9, filter: EMPTY_FILTER });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last).toMatchObject({ view: 9, first: 0, end: 0 });
  });

  it('sends at most one update a frame, and none when nothing changed', async () => {
    await open();
    const before = port.updates.length;
    for (let ms = 0; ms < 1_000; ms++) {
      append(1);
      await vi.advanceTimersByTimeAsync(1);
    }
    const sent = port.updates.length - before;
    expect(sent).toBeGreaterThan(40);
    expect(sent).toBeLessThanOrEqual(Math.ceil(1_000 / 16) + 1);
    await vi.advanceTimersByTimeAsync(1_000);
    const settled = port.updates.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(port.updates).toHaveLength(settled);
    expect(port.last.end).toBe(1_000);
  });

  it('sends no update before the last one was acknowledged', async () => {
    port.acknowledges = false;
    await open();
    expect(port.updates).toHaveLength(1);
    append(50);
    await vi.advanceTimersByTimeAsync(500);
    append(50);
    await vi.advanceTimersByTimeAsync(500);
    expect(port.updates).toHaveLength(1);
    port.request({ kind: 'ack', number: 99 });
    await vi.advanceTimersByTimeAsync(100);
    expect(port.updates).toHaveLength(1);
    port.request({ kind: 'ack', number: 1 });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.updates).toHaveLength(2);
    expect(port.last.end).toBe(100);
  });

  it('goes on after two seconds when an acknowledgement got lost', async () => {
    port.acknowledges = false;
    await open();
    append(5);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(port.updates).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(port.last).toMatchObject({ number: 2, end: 5 });
  });

  it('sends the last rows with each update while the window follows, and none otherwise', async () => {
    await open(3);
    append(10);
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map((row) => row.seq)).toEqual([8, 9, 10]);
    port.request({ kind: 'follow', rows: 0 });
    append(10);
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last).toMatchObject({ end: 20, tail: [] });
    port.request({ kind: 'follow', rows: 2 });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map((row) => row.seq)).toEqual([19, 20]);
  });

  it('sends only the seconds that changed after the first update, and types four times a second at most', async () => {
    await open();
    const before = port.updates.length;
    for (let ms = 0; ms < 1_000; ms += 5) {
      append(1, { type: `t${ms % 50}` });
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(300);
    const later = port.updates.slice(before);
    expect(Math.max(...later.map((update) => update.rate?.length ?? 0))).toBeLessThanOrEqual(2);
    const withTypes = later.filter((update) => update.types);
    expect(withTypes.length).toBeGreaterThanOrEqual(4);
    expect(withTypes.length).toBeLessThanOrEqual(6);
    expect(withTypes.at(-1)?.types?.reduce((sum, type) => sum + type.count, 0)).toBe(200);
  });

  it('tells of events that the filter holds back four times a second at most', async () => {
    port.request({ kind: 'view', view: 1, filter: { ...EMPTY_FILTER, sources: ['other'] } });
    await vi.advanceTimersByTimeAsync(20);
    const before = port.updates.length;
    for (let ms = 0; ms < 1_000; ms += 5) {
      append(1);
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(300);
    expect(port.updates.length - before).toBeLessThanOrEqual(6);
    expect(port.last).toMatchObject({ end: 0, totals: { received: 200 } });
  });

  it('gives rows from anywhere, but not of a view that is gone', async () => {
    append(500);
    await open();
    port.messages.length = 0;
    port.request({ kind: 'rows', view: 1, from: 100, count: 2 });
    port.request({ kind: 'rows', view: 0, from: 0, count: 2 });
    await vi.advanceTimersByTimeAsync(1);
    expect(port.messages).toMatchObject([
      { kind: 'rows', view: 1, from: 100, rows: [{ seq: 101 }, { seq: 102 }] },
    ]);
  });

  it('finds events and gaps by position', async () => {
    append(5);
    buffer.append(makeGap());
    append(5);
    await open();
    port.messages.length = 0;
    port.request({ kind: 'find', view: 1, seq: 4 });
    port.request({ kind: 'find', view: 1, seq: 400 });
    port.request({ kind: 'seek', view: 1, from: 0, direction: 'next', what: 'gap' });
    await vi.advanceTimersByTimeAsync(1);
    expect(port.messages).toEqual([
      { kind: 'found', view: 1, position: 3, seq: 4 },
      { kind: 'found', view: 1, position: null, seq: null },
      { kind: 'found', view: 1, position: 5, seq: 6 },
    ]);
  });

  it('finds what is next to an event that the filter holds back', async () => {
    append(5);
    append(1, { sourceId: 'other' });
    append(2);
    append(1, { sourceId: 'other' });
    port.request({ kind: 'view', view: 1, filter: { ...EMPTY_FILTER, sources: ['a'] } });
    await vi.advanceTimersByTimeAsync(20);
    port.messages.length = 0;
    port.request({ kind: 'find', view: 1, seq: 6, nearest: true });
    port.request({ kind: 'find', view: 1, seq: 9, nearest: true });
    expect(port.messages).toEqual([
      { kind: 'found', view: 1, position: 5, seq: 7 },
      { kind: 'found', view: 1, position: 6, seq: 8 },
    ]);
  });

  it('leads to the nearest gap, error or marked row, before and after, itself left out', async () => {
    buffer.append(makeGap());
    append(1);
    append(1, { level: 'error' });
    append(1, { data: 'related' });
    buffer.append(makeGap());
    append(1, { level: 'error' });
    await open();
    port.request({ kind: 'mark', view: 1, query: 'related' });
    const seek = async (
      from: number,
      direction: 'previous' | 'next',
      what: 'gap' | 'error' | 'marked',
    ): Promise<number | null> => {
      port.messages.length = 0;
      port.request({ kind: 'seek', view: 1, from, direction, what });
      await vi.advanceTimersByTimeAsync(1);
      const [answer] = port.messages;
      return answer?.kind === 'found' ? answer.position : -1;
    };
    expect(await seek(0, 'next', 'gap')).toBe(4);
    expect(await seek(4, 'previous', 'gap')).toBe(0);
    expect(await seek(4, 'next', 'gap')).toBeNull();
    expect(await seek(2, 'next', 'error')).toBe(5);
    expect(await seek(5, 'previous', 'error')).toBe(2);
    expect(await seek(1_000, 'previous', 'error')).toBe(5);
    expect(await seek(0, 'next', 'marked')).toBe(3);
  });

  it('marks the rows that a second query matches, and holds none back', async () => {
    append(2);
    append(1, { data: 'needle' });
    await open(3);
    port.request({ kind: 'mark', view: 1, query: 'NEEDLE' });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map((row) => row.marked ?? false)).toEqual([false, false, true]);
    port.request({ kind: 'mark', view: 1, query: '' });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map((row) => row.marked ?? false)).toEqual([false, false, false]);
  });

  it('sends the values of fields with rows from when they are asked for, and not without', async () => {
    append(1, { data: '{"order":{"total":12},"userId":7}' });
    append(1, { data: 'plain' });
    append(1, { kind: 'comment', data: '{"userId":8}' });
    await open(3);
    expect(port.last.tail.map(({ values }) => values)).toEqual([undefined, undefined]);
    port.request({ kind: 'columns', view: 1, paths: ['**.total', 'userId'] });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map(({ values }) => values)).toEqual([{ '**.total': '12', userId: '7' }, {}]);
    port.request({ kind: 'view', view: 2, filter: { ...EMPTY_FILTER, comments: true } });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map(({ values }) => values)).toEqual([
      { '**.total': '12', userId: '7' },
      {},
      undefined,
    ]);
    port.request({ kind: 'columns', view: 2, paths: [] });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last.tail.map(({ values }) => values)).toEqual([undefined, undefined, undefined]);
  });

  it('looks through hostile payloads for a short time only, and says so of the rest', async () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`key${i}`, i])));
    append(300, { data: wide });
    await open();
    port.request({ kind: 'columns', view: 1, paths: ['**.none', '*.*', '**.key8999'] });
    vi.useRealTimers();
    const began = cpuMs();
    port.request({ kind: 'rows', view: 1, from: 0, count: 300 });
    const rows = await eventually(() => {
      const message = port.messages.find(({ kind }) => kind === 'rows');
      if (message?.kind !== 'rows') throw new Error('no rows yet');
      return message.rows;
    });
    expect(cpuMs() - began).toBeLessThan(1_000);
    expect(rows).toHaveLength(300);
    expect(rows[0]?.values).toEqual({ '**.key8999': '8999' });
    expect(rows[299]?.values?.['**.none'] ?? '').toBe('');
  });

  it('says that a view does not hold any more when everything is cleared', async () => {
    append(10);
    await open(5);
    port.messages.length = 0;
    buffer.clear();
    expect(port.messages).toEqual([{ kind: 'stale', view: 1 }]);
    port.request({ kind: 'view', view: 2, filter: EMPTY_FILTER });
    await vi.advanceTimersByTimeAsync(20);
    expect(port.last).toMatchObject({
      view: 2,
      first: 0,
      end: 0,
      tail: [],
      totals: { received: 10, stored: 0 },
    });
  });

  it('ignores and counts what is no request', async () => {
    await open();
    const before = port.messages.length;
    for (const bad of [
      null,
      'view',
      42,
      [],
      {},
      { kind: 'nope' },
      { kind: 'rows', view: 1, from: 0.5, count: 1 },
      { kind: 'rows', view: 1, from: 0, count: 1e9 },
      { kind: 'follow', rows: 1.5 },
      { kind: 'view', view: 1, filter: { ...EMPTY_FILTER, query: 'x'.repeat(20_001) } },
      { kind: 'ack', number: Number.NaN },
    ]) {
      port.send(bad);
    }
    expect(feed.rejected).toBe(11);
    expect(port.messages).toHaveLength(before);
  });

  it('stops for good when the port closes or refuses', async () => {
    await open();
    port.close();
    const before = port.messages.length;
    append(100);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(port.messages).toHaveLength(before);
    expect(vi.getTimerCount()).toBe(0);

    const broken = new FakeFeedPort();
    broken.post = () => {
      throw new Error('gone');
    };
    const other = openFeed(broken, buffer);
    broken.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
    await vi.advanceTimersByTimeAsync(20);
    expect(other.closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a filter change over a big buffer', () => {
  it('leaves the event loop its turn between slices, shows progress, and answers what was asked meanwhile', async () => {
    const buffer = new EventBuffer({ events: 1_000_000, bytes: 1e12 });
    const data = 'the quick brown fox '.repeat(20);
    // So many that a quick machine has to stop for others too.
    const events = 400_000;
    for (let i = 0; i < events; i++) buffer.append(makeEvent({ data }));
    buffer.append(makeGap());
    buffer.flush();
    const port = new FakeFeedPort();
    const feed = openFeed(port, buffer);
    const isFound = (): boolean => port.messages.some((message) => message.kind === 'found');
    let turns = 0;
    const turn = (): void => {
      if (isFound()) return;
      turns++;
      setImmediate(turn);
    };
    turn();
    port.request({ kind: 'view', view: 1, filter: { ...EMPTY_FILTER, query: 'kind:gap OR "NOT IN THERE"' } });
    port.request({ kind: 'find', view: 1, seq: events + 1 });
    expect(port.messages).toEqual([]);
    await eventually(() => expect(isFound()).toBe(true));
    expect(turns).toBeGreaterThan(2);
    expect(port.messages.find((message) => message.kind === 'found')).toMatchObject({
      position: 0,
      seq: events + 1,
    });

    port.messages.length = 0;
    port.request({ kind: 'view', view: 2, filter: EMPTY_FILTER });
    await eventually(() => expect(port.last).toMatchObject({ view: 2, first: 0, end: events + 1 }));
    const ends = port.updates.map((update) => update.end);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    feed.close();
  });
});
