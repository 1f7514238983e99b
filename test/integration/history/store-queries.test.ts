import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toEventRow } from '../../../src/main/history/event-row';
import { PayloadValues } from '../../../src/main/history/payload-values';
import { compileQuery } from '../../../src/main/history/query/compile';
import type { ScanChunk, StoreChange } from '../../../src/main/history/store/api';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { eventually } from '../../support/eventually';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { numbers, randomEvent, sampleEvent } from '../../unit/main/history/store/sample-events';

const ALL: QueryNode = { kind: 'all' };
const text = (value: string): QueryNode => ({ kind: 'text', match: { kind: 'contains', text: value } });
const field = (name: string, value: string): QueryNode => ({
  kind: 'field',
  path: [name],
  match: { kind: 'is', value },
});
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

let built: string;
let thread: string;
let folder: string;
let store: EventStore;

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'store-built-'));
  thread = await builtEntry(STORE_THREAD, built);
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
  store = await openEventStore(folder, { thread });
});

afterEach(async () => {
  await store.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function reopen(): Promise<void> {
  await store.close();
  store = await openEventStore(folder, { thread });
}

/** The seqs that chunks say, ascending. */
function seqsOf(chunks: readonly ScanChunk[]): number[] {
  return chunks
    .flatMap(({ firstSeq, lastSeq, bits, seqs }) =>
      seqs ? [...seqs] : range(firstSeq, lastSeq).filter((_, i) => ((bits?.[i >>> 5] ?? 0) >>> (i & 31)) & 1),
    )
    .sort((a, b) => a - b);
}

async function scan(base: QueryNode, rows: QueryNode, before: number): Promise<ScanChunk[]> {
  const chunks: ScanChunk[] = [];
  await store.scan({ base, rows }, before, (chunk) => chunks.push(chunk));
  return chunks;
}

const seqsOfAll = async (): Promise<number[]> => seqsOf(await scan(ALL, ALL, Number.MAX_SAFE_INTEGER));

/** Small segments, so that there are many: 100 events each. */
async function fill(events: readonly StreamEvent[]): Promise<void> {
  await store.retain({ events: 100 * 8 });
  for (let i = 0; i < events.length; i += 50) store.append(events.slice(i, i + 50));
  await store.settled();
}

/** Several segments, and all events stay. */
async function fillAll(events: readonly StreamEvent[]): Promise<void> {
  // Segments are an eighth of a limit.
  const bytes = events.reduce((sum, event) => sum + event.raw.byteLength + 200, 0);
  await store.retain({ bytes: 4 * bytes });
  for (let i = 0; i < events.length; i += 50) store.append(events.slice(i, i + 50));
  await store.settled();
  expect((await store.stats()).evicted).toBe(0);
}

describe('a scan', () => {
  it('finds below a position what a look at every single event finds, and counts types apart from them', async () => {
    const random = numbers(11);
    const events = range(1, 3_000).map((seq) => randomEvent(seq, random));
    await fillAll(events);
    const queries: [QueryNode, QueryNode | null][] = [
      [ALL, null],
      [text('alpha'), null],
      [text('a'), field('type', 'order')],
      [field('level', 'error'), { kind: 'not', node: field('type', 'trade') }],
      [ALL, { kind: 'or', nodes: [field('type', 'order'), field('type', 'Tick')] }],
      [text('alpha beta'), text('gamma')],
      [text('there is no such text'), null],
    ];
    for (const [base, second] of queries) {
      const rows: QueryNode = second ? { kind: 'and', nodes: [base, second] } : base;
      const before = 2_345;
      const older = events.filter(({ seq }) => seq < before);
      const chunks = await scan(base, rows, before);
      const shown = JSON.stringify(rows);
      expect(seqsOf(chunks), shown).toEqual(older.filter(compileQuery(rows)).map(({ seq }) => seq));
      expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBe(seqsOf(chunks).length);
      const types = new Map<string, number>();
      for (const [type, count] of chunks.flatMap((chunk) => chunk.types)) {
        types.set(type, (types.get(type) ?? 0) + count);
      }
      const expected = new Map<string, number>();
      for (const event of older.filter(compileQuery(base))) {
        if (event.kind === 'event') expected.set(event.type, (expected.get(event.type) ?? 0) + 1);
      }
      expect(Object.fromEntries(types), shown).toEqual(Object.fromEntries(expected));
    }
  });

  it('goes from the newest to the oldest in stretches that do not overlap, and says how far it is', async () => {
    await fill(range(1, 5_000).map((seq) => sampleEvent(seq, { type: `t${seq % 3}` })));
    const kept = await store.count(ALL);
    const chunks = await scan(ALL, field('type', 't1'), Number.MAX_SAFE_INTEGER);
    expect(chunks.length).toBeGreaterThan(3);
    chunks.slice(1).forEach((chunk, i) => expect(chunk.lastSeq).toBeLessThan(chunks[i]!.firstSeq));
    const looked = chunks.map((chunk) => chunk.looked);
    expect(looked).toEqual([...looked].sort((a, b) => a - b));
    for (const chunk of chunks) expect(chunk.of).toBe(kept);
    expect(chunks.at(-1)!.looked).toBe(kept);
  });

  it('gives bits where matches are close and numbers where they are far apart', async () => {
    await store.retain({});
    store.append(range(1, 1_000).map((seq) => sampleEvent(seq, { data: seq === 500 ? 'needle' : 'hay' })));
    const [dense] = await scan(ALL, ALL, 1_001);
    expect(dense).toMatchObject({ firstSeq: 1, lastSeq: 1_000, count: 1_000, seqs: null });
    expect(dense!.bits).toHaveLength(32);
    const chunks = await scan(text('needle'), text('needle'), 1_001);
    const [sparse] = chunks.filter(({ count }) => count > 0);
    expect(sparse).toMatchObject({ count: 1, bits: null, types: [['order', 1]] });
    expect([...sparse!.seqs!]).toEqual([500]);
  });

  it('stops when its signal says so', async () => {
    for (let from = 1; from <= 40_001; from += 1_000) {
      store.append(range(from, from + 999).map((seq) => sampleEvent(seq, { data: `${seq} `.repeat(30) })));
    }
    await eventually(() => expect(store.room()).toBe(32 * 1_024 * 1_024));
    const controller = new AbortController();
    let told = 0;
    const node: QueryNode = { kind: 'text', match: { kind: 'regex', source: '([0-9]+ )+7', flags: '' } };
    const scanning = store.scan(
      { base: node, rows: node },
      Number.MAX_SAFE_INTEGER,
      () => {
        told++;
        controller.abort(new Error('another filter'));
      },
      controller.signal,
    );
    await expect(scanning).rejects.toThrow('another filter');
    expect(told).toBe(1);
  });

  it('finds every event that stays while retention replaces the files under it', async () => {
    await store.retain({ events: 8 * 400 });
    const rare = (seq: number): StreamEvent =>
      sampleEvent(seq, { channel: seq % 50 === 0 ? `c${seq}` : 'orders' });
    store.append(range(1, 2_000).map(rare));
    await store.settled();
    for (let seq = 2_001; seq < 12_000; seq += 500) {
      const found: number[] = [];
      let below = 0;
      const kept = new Set<number>();
      const stop = store.onChange((change) => {
        if (change.kind !== 'evicted') return;
        below = change.below;
        for (const one of change.kept) kept.add(one);
      });
      const scanning = store.scan({ base: ALL, rows: ALL }, seq, (chunk) => found.push(...seqsOf([chunk])));
      store.append(range(seq, seq + 499).map(rare));
      await scanning;
      await store.settled();
      stop();
      expect(new Set(found).size).toBe(found.length);
      const here = new Set(found.filter((one) => one >= below || kept.has(one)));
      for (const one of await seqsOfAll()) if (one < seq) expect(here.has(one), `event ${one}`).toBe(true);
    }
  });
});

describe('rows', () => {
  it('are those of live events, in the order asked for, without what is not there', async () => {
    const random = numbers(5);
    const events = range(1, 1_000).map((seq) => randomEvent(seq, random));
    events[6] = sampleEvent(7, { data: 'é'.repeat(200_000), type: 'ü'.repeat(3_000), id: '€'.repeat(2_000) });
    events[7] = sampleEvent(8, { data: `${'a'.repeat(239)}😀😀`, raw: Buffer.from('x') });
    events[8] = sampleEvent(9, { data: '{"torn":' });
    await fillAll(events);
    const wanted = [999, 7, 8, 9, 1, 5_000, 500, 501, 0, 502];
    const rows = await store.rows(wanted, null);
    const there = wanted.filter((seq) => seq > 0 && seq <= 1_000);
    expect(rows).toEqual(there.map((seq) => toEventRow(events[seq - 1]!)));
    expect(rows.find(({ seq }) => seq === 9)).toMatchObject({ problem: 'not-json' });
  });

  it('are marked where a second query matches', async () => {
    store.append(range(1, 10).map((seq) => sampleEvent(seq, { data: seq % 2 ? 'odd' : 'even' })));
    const rows = await store.rows(range(1, 10), text('ODD'));
    expect(rows.filter(({ marked }) => marked).map(({ seq }) => seq)).toEqual([1, 3, 5, 7, 9]);
    expect(rows).toHaveLength(10);
  });

  it('have the values of fields that are asked for, as live events have them', async () => {
    const events = [
      sampleEvent(1, { data: '{"a":{"b":[1,{"userId":"ü7"}]}}' }),
      sampleEvent(2, { data: '{"torn":' }),
      sampleEvent(3, { data: 'plain' }),
      sampleEvent(4, { kind: 'comment', data: '{"userId":1}' }),
      sampleEvent(5, { data: `{"text":"${'é'.repeat(400_000)}","userId":2}` }),
    ];
    store.append(events);
    const columns = ['**.userId', 'a.b'];
    const rows = await store.rows([1, 2, 3, 4, 5], null, columns);
    const values = new PayloadValues(columns);
    expect(rows).toEqual(events.map((event) => toEventRow(event, values)));
    expect(rows.map((row) => row.values)).toEqual([
      { '**.userId': '"ü7', 'a.b': '[1,{"userId":"ü7"}]' },
      {},
      {},
      undefined,
      { '**.userId': '', 'a.b': '' },
    ]);
  });

  it('are 1,000 at most', async () => {
    await expect(store.rows(range(1, 1_001), null)).rejects.toMatchObject({ code: 'history-too-many-rows' });
  });
});

describe('a page', () => {
  it('is bounded by bytes and always has an event', async () => {
    const data = 'x'.repeat(3 * 1_024 * 1_024);
    store.append(range(1, 5).map((seq) => sampleEvent(seq, { data: `${seq}${data}`, raw: Buffer.from('') })));
    const newest = await store.page(ALL, { limit: 100 });
    expect(newest.events.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(newest.more).toBe(true);
    store.append([sampleEvent(6, { data: data.repeat(4), raw: Buffer.from('') })]);
    expect((await store.page(ALL, { limit: 100 })).events.map(({ seq }) => seq)).toEqual([6]);
    expect((await store.page(ALL, { before: 3, limit: 100 })).more).toBe(false);
  });
});

describe('a histogram', () => {
  it('counts events by arrival, errors apart, and says from when to when there are some', async () => {
    const random = numbers(3);
    const events = range(1, 2_000).map((seq) => ({
      ...randomEvent(seq, random),
      receivedAt: 1_000_000 + random(60_000),
    }));
    await fillAll(events);
    for (const node of [ALL, text('alpha'), field('source', 'source-1')]) {
      const answer = await store.histogram(node, { from: 1_010_000, to: 1_050_000, buckets: 40 });
      const matching = events.filter((event) => event.kind === 'event' && compileQuery(node)(event));
      const times = matching.map(({ receivedAt }) => receivedAt);
      const inBucket = (some: StreamEvent[]) =>
        range(0, 39).map(
          (i) => some.filter(({ receivedAt }) => Math.floor((receivedAt - 1_010_000) / 1_000) === i).length,
        );
      expect(answer.events).toEqual(inBucket(matching));
      expect(answer.errors).toEqual(inBucket(matching.filter(({ level }) => level === 'error')));
      expect(answer.extent).toEqual({ from: Math.min(...times), to: Math.max(...times) });
    }
    const none = await store.histogram(text('no such'), { from: 0, to: 10, buckets: 2 });
    expect(none).toEqual({ events: [0, 0], errors: [0, 0], extent: null });
  });
});

describe('channels at a moment', () => {
  it('are as they were then, with their last event by order of arrival even when the clock jumped', async () => {
    store.append([
      sampleEvent(1, { channel: 'a', receivedAt: 100, data: 'one' }),
      sampleEvent(2, { channel: 'b', receivedAt: 200, data: 'two', sourceId: 'other' }),
      sampleEvent(3, { channel: 'a', receivedAt: 300, data: 'three', type: 'trade' }),
      sampleEvent(4, { channel: 'a', receivedAt: 50, data: 'four' }),
      sampleEvent(5, { channel: 'a', receivedAt: 400, data: 'five' }),
      sampleEvent(6, { channel: 'a', receivedAt: 60, kind: 'comment', data: 'beat' }),
    ]);
    const at = async (time: number): Promise<unknown> =>
      (await store.channelsAt(time)).map(({ sourceId, channel, events, lastAt, last }) => [
        sourceId,
        channel,
        events,
        lastAt,
        last.seq,
        last.preview,
      ]);
    expect(await at(10)).toEqual([]);
    expect(await at(100)).toEqual([['shop', 'a', 2, 50, 4, 'four']]);
    expect(await at(350)).toEqual([
      ['shop', 'a', 3, 50, 4, 'four'],
      ['other', 'b', 1, 200, 2, 'two'],
    ]);
    expect(await at(1_000)).toEqual([
      ['shop', 'a', 4, 400, 5, 'five'],
      ['other', 'b', 1, 200, 2, 'two'],
    ]);
  });

  it('are counted over all segments, and those heard of last come first when there are too many', async () => {
    await fillAll(
      range(1, 1_000).map((seq) => sampleEvent(seq, { channel: `c${seq % 10}`, receivedAt: seq })),
    );
    const all = await store.channelsAt(995);
    expect(all).toHaveLength(10);
    expect(all.reduce((sum, { events }) => sum + events, 0)).toBe(995);
    expect(all.map(({ channel }) => channel)).toEqual([
      'c5',
      'c4',
      'c3',
      'c2',
      'c1',
      'c0',
      'c9',
      'c8',
      'c7',
      'c6',
    ]);
    expect((await store.channelsAt(995, 3)).map(({ channel, events }) => [channel, events])).toEqual([
      ['c5', 100],
      ['c4', 100],
      ['c3', 100],
    ]);
  });
});

describe('forgetting a source', () => {
  const two = (seq: number): StreamEvent =>
    sampleEvent(seq, { sourceId: seq % 2 ? 'odd' : 'even', channel: `c${seq % 4}` });

  it('deletes all of it, in files and at the end, for good, and nothing of the others', async () => {
    await fillAll(range(1, 1_000).map(two));
    store.append(range(1_001, 1_010).map(two));
    const changes: StoreChange[] = [];
    store.onChange((change) => changes.push(change));
    expect(await store.forget('odd')).toBe(505);
    expect(changes).toContainEqual({ kind: 'changed' });
    const even = range(1, 1_010).filter((seq) => seq % 2 === 0);
    expect(await seqsOfAll()).toEqual(even);
    await store.settled();
    expect(await store.stats()).toMatchObject({ events: 505, evicted: 0, sources: [{ source: 'even' }] });
    const bytes = fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.seg'))
      .map((name) => fs.readFileSync(path.join(folder, name), 'latin1'));
    expect(bytes.join('')).not.toContain('odd');
    await reopen();
    expect(await seqsOfAll()).toEqual(even);
    expect(store.nextSeq).toBe(1_011);
  });

  it('lets the source begin anew', async () => {
    store.append(range(1, 10).map(two));
    await store.forget('odd');
    store.append([sampleEvent(11, { sourceId: 'odd' })]);
    expect(await seqsOfAll()).toEqual([2, 4, 6, 8, 10, 11]);
    await reopen();
    expect(await seqsOfAll()).toEqual([2, 4, 6, 8, 10, 11]);
  });

  it('also holds for what was cleared before and is brought back', async () => {
    await fillAll(range(1, 300).map(two));
    const { token, undo } = await store.clear();
    expect((await store.stats()).cleared).toMatchObject({ token });
    await store.forget('odd');
    expect(await undo()).toBe(true);
    await store.settled();
    expect(await seqsOfAll()).toEqual(range(1, 300).filter((seq) => seq % 2 === 0));
    expect((await store.stats()).events).toBe(150);
    expect((await store.stats()).cleared).toBeNull();
  });
});

describe('a source that is hidden', () => {
  const two = (seq: number): StreamEvent =>
    sampleEvent(seq, { sourceId: seq % 2 ? 'odd' : 'even', channel: `c${seq % 4}` });
  const even = (to: number): number[] => range(1, to).filter((seq) => seq % 2 === 0);

  it('is in no answer and no figure but the size of the files, and all of it comes back', async () => {
    await fillAll(range(1, 1_000).map(two));
    store.append(range(1_001, 1_010).map(two));
    await store.settled();
    const before = await store.stats();
    const channels = await store.channelsAt(Number.MAX_SAFE_INTEGER);
    await store.hide('odd', store.nextSeq);
    expect(await seqsOfAll()).toEqual(even(1_010));
    expect(await store.count(ALL)).toBe(505);
    expect(await store.get(501)).toBeNull();
    expect(await store.rows([500, 501, 1_009], null)).toMatchObject([{ seq: 500 }]);
    expect((await store.channelsAt(Number.MAX_SAFE_INTEGER)).map(({ channel }) => channel).sort()).toEqual([
      'c0',
      'c2',
    ]);
    const share = before.sources.find(({ source }) => source === 'even');
    expect(await store.stats()).toMatchObject({ events: 505, bytes: before.bytes, sources: [share] });

    await store.show('odd');
    await store.settled();
    expect(await seqsOfAll()).toEqual(range(1, 1_010));
    expect(await store.channelsAt(Number.MAX_SAFE_INTEGER)).toEqual(channels);
    expect(await store.stats()).toEqual(before);
    await reopen();
    expect(await seqsOfAll()).toEqual(range(1, 1_010));
  });

  it('goes on with what arrives meanwhile, which also stays when the rest is deleted', async () => {
    store.append(range(1, 10).map(two));
    const below = store.nextSeq;
    await store.hide('odd', below);
    store.append(range(11, 14).map(two));
    const shown = [2, 4, 6, 8, 10, 11, 12, 13, 14];
    expect(await seqsOfAll()).toEqual(shown);
    expect((await store.stats()).sources).toMatchObject([
      { source: 'odd', events: 2 },
      { source: 'even', events: 7 },
    ]);
    expect(await store.forget('odd', below)).toBe(5);
    expect(await seqsOfAll()).toEqual(shown);
    await reopen();
    expect(await seqsOfAll()).toEqual(shown);
  });

  it('loses nothing to what limits and deletions rewrite in the meantime', async () => {
    await fillAll(range(1, 400).map((seq) => sampleEvent(seq, { sourceId: ['a', 'b', 'c', 'd'][seq % 4]! })));
    await store.hide('a', store.nextSeq);
    await store.forget('b');
    await store.retain({ sources: { c: { events: 20 } } });
    await store.settled();
    await store.show('a');
    const found = await seqsOfAll();
    expect(found.filter((seq) => seq % 4 === 0)).toHaveLength(100);
    expect(found.filter((seq) => seq % 4 === 1)).toEqual([]);
  });

  it('is deleted with the next start when the app was killed meanwhile', async () => {
    await fillAll(range(1, 300).map(two));
    store.append(range(301, 310).map(two));
    await store.settled();
    await store.hide('odd', store.nextSeq);
    const left = fs.mkdtempSync(path.join(os.tmpdir(), 'history-left-'));
    fs.cpSync(folder, left, { recursive: true, filter: (file) => path.basename(file) !== 'lock' });
    const next = await openEventStore(left, { thread });
    try {
      expect(await next.count(ALL)).toBe(155);
      await next.retain({});
      await next.settled();
      expect(await next.stats()).toMatchObject({ events: 155, sources: [{ source: 'even', events: 155 }] });
      const files = fs.readdirSync(left).filter((name) => name.endsWith('.seg'));
      const bytes = files.map((name) => fs.readFileSync(path.join(left, name), 'latin1')).join('');
      expect(bytes).not.toContain('odd');
    } finally {
      await next.close();
      fs.rmSync(left, { recursive: true, force: true });
    }
  });
});

describe('what happens to stored events', () => {
  it('is told: what limits let go, with what stays of it, and that something was cleared or came back', async () => {
    const changes: StoreChange[] = [];
    const stop = store.onChange((change) => changes.push(change));
    store.append([sampleEvent(1, { channel: 'rare' })]);
    await fill(range(2, 2_000).map((seq) => sampleEvent(seq)));
    const evicted = changes.filter((change) => change.kind === 'evicted');
    const [first] = await seqsOfAll();
    expect(first).toBe(1);
    expect(evicted.at(-1)).toMatchObject({ below: (await seqsOfAll())[1], kept: [1] });
    changes.length = 0;
    const { undo } = await store.clear();
    expect(changes).toEqual([{ kind: 'changed' }]);
    await undo();
    expect(changes.length).toBeGreaterThanOrEqual(2);
    stop();
    changes.length = 0;
    await store.clear();
    expect(changes).toEqual([]);
  });

  it('is counted by what is wrong with it, and by age', async () => {
    store.append([
      sampleEvent(1, { data: '{"torn":', receivedAt: 5_000 }),
      sampleEvent(2, { receivedAt: 3_000 }),
      sampleEvent(3, { data: '\ufffd', raw: Buffer.from([0x64, 0xff]) }),
    ]);
    await store.settled();
    expect(await store.stats()).toMatchObject({
      notJson: 1,
      badUtf8: 1,
      cut: 0,
      oldestAt: 3_000,
      cleared: null,
    });
  });
});

describe('limits', () => {
  it('hold while an import appends without a pause', async () => {
    const limit = 2_000_000;
    await store.retain({ bytes: limit });
    const sizes: number[] = [];
    for (let seq = 1; seq < 40_000; seq += 100) {
      await eventually(() => expect(store.room()).toBeGreaterThan(30_000_000));
      store.append(range(seq, seq + 99).map((n) => sampleEvent(n, { data: `${n} `.repeat(50) })));
      if (seq % 500 === 1) sizes.push((await store.stats()).bytes);
    }
    await store.settled();
    sizes.push((await store.stats()).bytes);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
    expect(sizes.at(-1)).toBeGreaterThan(limit / 2);
    expect(await store.stats()).toMatchObject({ dropped: 0 });
  });

  it('by age let nothing go that is young because the clock was wrong for a while or a capture is old', async () => {
    const now = Date.now();
    const at = (from: number, to: number, receivedAt: number, sourceId = 'shop'): StreamEvent[] =>
      range(from, to).map((seq) => sampleEvent(seq, { receivedAt, sourceId }));
    await store.retain({ bytes: 8 * 16_384 * 100, ageMs: 86_400_000 });
    for (const part of [
      at(1, 200, now - 1_000),
      at(201, 400, 1_000),
      at(401, 600, 50_000, 'capture-1'),
      at(601, 800, now),
    ]) {
      store.append(part);
      // Makes it a segment of its own.
      const { undo } = await store.clear();
      await undo();
    }
    await store.retain({ ageMs: 86_400_000 });
    expect(await store.count(ALL)).toBe(800);
    await store.retain({ ageMs: -1_000 });
    expect((await store.stats()).evicted).toBeGreaterThan(0);
  });
});
