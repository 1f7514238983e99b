import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileQuery } from '../../../../../src/main/history/query/compile';
import { countMatches, findPage } from '../../../../../src/main/history/store/queries';
import { recordBound, RecordView, writeRecord } from '../../../../../src/main/history/store/record';
import { StoreCore } from '../../../../../src/main/history/store/store-core';
import { numbers, randomEvent, sampleEvent } from './sample-events';

const ALL: QueryNode = { kind: 'all' };
const text = (value: string): QueryNode => ({ kind: 'text', match: { kind: 'contains', text: value } });
const never = (): boolean => false;

let folder: string;
let core: StoreCore;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
  core = new StoreCore(folder, 60_000);
});

afterEach(async () => {
  await core.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function append(events: readonly StreamEvent[]): Promise<void> {
  const bytes = Buffer.from(new ArrayBuffer(events.reduce((sum, event) => sum + recordBound(event) + 4, 0)));
  let end = 0;
  for (const event of events) end = writeRecord(event, bytes, end);
  return core.append(bytes.subarray(0, end));
}

async function appendMany(events: readonly StreamEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += 100) await append(events.slice(i, i + 100));
}

async function reopen(): Promise<void> {
  await core.close();
  core = new StoreCore(folder, 60_000);
}

async function page(
  node: QueryNode,
  request: { before?: number; after?: number; limit: number },
): Promise<{ events: StreamEvent[]; more: boolean }> {
  const { records, more } = await findPage(core.querySource(), node, request, never);
  const bytes = Buffer.from(records.buffer);
  const view = new RecordView();
  const events: StreamEvent[] = [];
  for (let at = 0; at < bytes.length; at += view.length) events.push(view.set(bytes, at).toEvent());
  return { events, more };
}

async function seqs(node: QueryNode = ALL): Promise<number[]> {
  return (await page(node, { limit: 10_000 })).events.map(({ seq }) => seq);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const plain = (event: StreamEvent): unknown => ({ ...event, raw: Buffer.from(event.raw).toString('latin1') });
const segments = (): string[] => fs.readdirSync(folder).filter((name) => name.endsWith('.seg'));

describe('what is stored', () => {
  it('comes back as it was, whatever it holds, before and after a restart', async () => {
    const random = numbers(7);
    const events = range(1, 500).map((seq) => randomEvent(seq, random));
    await append(events);
    expect((await page(ALL, { limit: 500 })).events.map(plain)).toEqual(events.map(plain));
    await reopen();
    expect((await page(ALL, { limit: 500 })).events.map(plain)).toEqual(events.map(plain));
    expect(core.nextSeq).toBe(501);
  });

  it('is paged in both directions, with word of whether there is more', async () => {
    await core.retain({ events: 8 * 64 });
    await appendMany(range(1, 300).map((seq) => sampleEvent(seq)));
    const walk = async (request: { before?: number; after?: number; limit: number }): Promise<unknown> => {
      const { events, more } = await page(ALL, request);
      return [events.map(({ seq }) => seq), more];
    };
    expect(await walk({ limit: 3 })).toEqual([[298, 299, 300], true]);
    expect(await walk({ before: 130, limit: 3 })).toEqual([[127, 128, 129], true]);
    expect(await walk({ before: 3, limit: 3 })).toEqual([[1, 2], false]);
    expect(await walk({ after: 126, limit: 4 })).toEqual([[127, 128, 129, 130], true]);
    expect(await walk({ after: 298, limit: 3 })).toEqual([[299, 300], false]);
    expect(await walk({ after: 9, before: 11, limit: 1 })).toEqual([[10], false]);
  });

  it('is in a folder that only its owner can enter', async () => {
    const made = path.join(folder, 'made');
    const own = new StoreCore(made, 1_000);
    await own.close();
    expect(fs.statSync(made).mode & 0o777).toBe(0o700);
  });

  it('keeps the order of arrival when the clock jumps back', async () => {
    await append([sampleEvent(1, { receivedAt: 5_000 }), sampleEvent(2, { receivedAt: 1_000 })]);
    expect(await seqs()).toEqual([1, 2]);
    expect(
      await seqs({
        kind: 'field',
        path: ['time'],
        match: { kind: 'range', low: null, high: { value: 2_000, inclusive: true } },
      }),
    ).toEqual([2]);
  });
});

describe('a query', () => {
  it('finds what a look at every single event finds, in indexed and in growing segments', async () => {
    const random = numbers(42);
    const events = range(1, 3_000).map((seq) => randomEvent(seq, random));
    await core.retain({ events: 8 * 700 });
    await appendMany(events);
    await core.settled();
    expect(segments().length).toBeGreaterThan(3);
    for (let i = 0; i < 150; i++) {
      const node = randomQuery(random, 3);
      const matches = compileQuery(node);
      const expected = events.filter((event) => matches(event)).map(({ seq }) => seq);
      const shown = JSON.stringify(node);
      expect(await countMatches(core.querySource(), node, never), shown).toBe(expected.length);
      expect(await seqs(node), shown).toEqual(expected);
      const before = 1 + random(3_000);
      const newest = expected.filter((seq) => seq < before).slice(-20);
      expect(
        (await page(node, { before, limit: 20 })).events.map(({ seq }) => seq),
        shown,
      ).toEqual(newest);
    }
  }, 30_000);

  it('takes a pattern that never ends elsewhere in time proportional to the text', async () => {
    await append([sampleEvent(1, { data: `${'a'.repeat(50_000)}!` })]);
    const node: QueryNode = { kind: 'text', match: { kind: 'regex', source: '^(a+)+$', flags: '' } };
    expect(await countMatches(core.querySource(), node, never)).toBe(0);
  });

  it('stops when it is cancelled', async () => {
    await appendMany(range(1, 20_000).map((seq) => sampleEvent(seq, { data: `${seq} `.repeat(40) })));
    let asked = 0;
    const cancelled = (): boolean => ++asked > 0;
    // Some 20 µs an event, so that one slice cannot hold them all.
    const node: QueryNode = { kind: 'text', match: { kind: 'regex', source: '([0-9]+ )+x', flags: '' } };
    expect(await countMatches(core.querySource(), node, cancelled)).toBe(0);
    expect(asked).toBe(1);
  });
});

describe('retention', () => {
  it('lets whole files go by count and keeps the newest event of every channel', async () => {
    await append([sampleEvent(1, { channel: 'rare' }), sampleEvent(2, { channel: 'rare', type: 'last' })]);
    await core.retain({ events: 800 });
    await appendMany(range(3, 3_000).map((seq) => sampleEvent(seq)));
    await core.settled();
    const kept = await seqs();
    expect(kept[0]).toBe(2);
    expect(kept.at(-1)).toBe(3_000);
    expect(kept.length).toBeLessThanOrEqual(802);
    expect(kept.length).toBeGreaterThan(600);
    expect(kept.slice(1)).toEqual(range(kept[1]!, 3_000));
    const stats = core.stats();
    expect(stats).toMatchObject({
      events: kept.length,
      carried: 1,
      stored: 3_000,
      evicted: 3_000 - kept.length,
    });
    await reopen();
    expect(await seqs()).toEqual(kept);
    expect(await countMatches(core.querySource(), text('last'), never)).toBe(1);
  });

  it('lets a carried event go once its channel has a newer one', async () => {
    await append([sampleEvent(1, { channel: 'rare' })]);
    await core.retain({ events: 800 });
    await appendMany(range(2, 1_500).map((seq) => sampleEvent(seq)));
    await core.settled();
    expect((await seqs())[0]).toBe(1);
    await append([sampleEvent(1_501, { channel: 'rare' })]);
    await appendMany(range(1_502, 1_900).map((seq) => sampleEvent(seq)));
    await core.settled();
    expect((await seqs())[0]).toBeGreaterThan(1_000);
  });

  it('goes by bytes and by age', async () => {
    await core.retain({ bytes: 400_000 });
    await appendMany(range(1, 6_000).map((seq) => sampleEvent(seq, { receivedAt: Date.now() })));
    await core.settled();
    const { bytes, events } = core.stats();
    expect(bytes).toBeLessThanOrEqual(400_000);
    expect(bytes).toBeGreaterThan(200_000);
    await core.retain({ bytes: 400_000, ageMs: -60_000 });
    await core.settled();
    expect(core.stats().events).toBeLessThan(events / 2);
  });

  it('binds a single source, leaves the others whole, and keeps the newest of its channels', async () => {
    const two = (seq: number): StreamEvent =>
      sampleEvent(seq, { sourceId: seq % 2 ? 'loud' : 'quiet', channel: seq === 1 ? 'rare' : 'c' });
    await core.retain({ events: 8 * 100 * 100, sources: {} });
    core.setSegmentLimits({ events: 100, bytes: 1 << 20 });
    await appendMany(range(1, 2_000).map(two));
    await core.retain({ sources: { loud: { events: 200 } } });
    await core.settled();
    const check = async (): Promise<void> => {
      const kept = await seqs();
      const loud = kept.filter((seq) => seq % 2 === 1);
      expect(kept.filter((seq) => seq % 2 === 0)).toHaveLength(1_000);
      expect(loud[0]).toBe(1);
      expect(loud.length).toBeLessThanOrEqual(201);
      expect(loud.length).toBeGreaterThan(100);
      expect(loud.at(-1)).toBe(1_999);
    };
    await check();
    await reopen();
    await check();
    expect(core.stats().events).toBe((await seqs()).length);
  });
});

describe('clearing', () => {
  it('empties the history and undo brings it back, also behind what came since', async () => {
    await appendMany(range(1, 200).map((seq) => sampleEvent(seq)));
    const token = await core.clear();
    expect(await seqs()).toEqual([]);
    expect(core.nextSeq).toBe(201);
    await append([sampleEvent(201)]);
    expect(await core.undoClear(token)).toBe(true);
    expect(await seqs()).toEqual(range(1, 201));
    expect(await core.undoClear(token)).toBe(false);
    await reopen();
    expect(await seqs()).toEqual(range(1, 201));
  });

  it('keeps the numbers going over a restart and is final then', async () => {
    await append(range(1, 50).map((seq) => sampleEvent(seq)));
    const token = await core.clear();
    await reopen();
    expect(core.nextSeq).toBe(51);
    expect(await core.undoClear(token)).toBe(false);
    expect(await seqs()).toEqual([]);
  });
});

describe('damage', () => {
  it('at the end of the file costs the torn event alone', async () => {
    await append(range(1, 50).map((seq) => sampleEvent(seq)));
    await core.close();
    const file = path.join(folder, segments()[0]!);
    fs.truncateSync(file, fs.statSync(file).size - 10);
    core = new StoreCore(folder, 60_000);
    expect(await seqs()).toEqual(range(1, 49));
    expect(core.stats()).toMatchObject({ damagedFiles: 0, nextSeq: 50 });
    expect(core.stats().tornBytes).toBeGreaterThan(0);
    await append([sampleEvent(50)]);
    await reopen();
    expect(await seqs()).toEqual(range(1, 50));
  });

  it('within a file sets it aside and keeps every event that can be read', async () => {
    core.setSegmentLimits({ events: 100, bytes: 1 << 20 });
    await appendMany(range(1, 250).map((seq) => sampleEvent(seq)));
    await core.settled();
    await core.close();
    const [first] = segments().sort();
    const file = path.join(folder, first!);
    const bytes = fs.readFileSync(file);
    bytes.fill(0x5a, 3_000, 3_400);
    fs.writeFileSync(file, bytes);
    core = new StoreCore(folder, 60_000);
    const found = await seqs();
    await core.settled();
    const after = await seqs();
    expect(after.length).toBeGreaterThanOrEqual(245);
    expect(after.length).toBeLessThan(250);
    expect(found).toEqual(after);
    expect(await countMatches(core.querySource(), ALL, never)).toBe(after.length);
    expect(core.stats().damagedFiles).toBe(1);
    expect(fs.readdirSync(path.join(folder, 'damaged'))).toHaveLength(1);
    await reopen();
    expect(await seqs()).toEqual(after);
  });

  it('of an index is repaired from the segment', async () => {
    core.setSegmentLimits({ events: 100, bytes: 1 << 20 });
    await appendMany(range(1, 250).map((seq) => sampleEvent(seq)));
    await core.close();
    const index = fs.readdirSync(folder).find((name) => name.endsWith('.idx'))!;
    const bytes = fs.readFileSync(path.join(folder, index));
    bytes.fill(0xff, bytes.length - 500, bytes.length - 300);
    fs.writeFileSync(path.join(folder, index), bytes);
    core = new StoreCore(folder, 60_000);
    expect(await seqs()).toEqual(range(1, 250));
    await core.settled();
    expect(await countMatches(core.querySource(), text('77'), never)).toBe(2);
    expect(core.stats()).toMatchObject({ damagedFiles: 0, unindexed: 1 });
  });
});

function randomQuery(random: (bound: number) => number, depth: number): QueryNode {
  const pick = <T>(...some: T[]): T => some[random(some.length)]!;
  if (depth > 0 && random(3) === 0) {
    const nodes = [randomQuery(random, depth - 1), randomQuery(random, depth - 1)];
    return pick<QueryNode>({ kind: 'and', nodes }, { kind: 'or', nodes }, { kind: 'not', node: nodes[0]! });
  }
  const needle = pick(
    ...[
      'e',
      'ERROR',
      'alpha beta',
      'fail',
      'größe',
      'ωMEGA',
      '京',
      'istanbul',
      'İ',
      '"level":"error"',
      '42',
      '',
    ],
    ...['user-42', 'a.b', '0x1f', 'xxxx', 'pending\ndone', 'no such', 'kelvin', 'trade', 'shop/3', 'lpha'],
  );
  const match = pick(
    { kind: 'contains', text: needle } as const,
    { kind: 'wildcard', pattern: pick('*lph*', 'p?nding', 'e*r', 'Größ?', '*', '1?') } as const,
    {
      kind: 'regex',
      source: pick('fail', 'a[lb]p', 'del+ta', '^\\{', 'n":[0-9]+5,', 'do.e'),
      flags: pick('', 'i'),
    } as const,
  );
  if (random(2) === 0) return { kind: 'text', match };
  return pick<QueryNode>(
    { kind: 'field', path: ['type'], match: { kind: 'is', value: pick('order', 'tick', 'none', '') } },
    { kind: 'field', path: ['source'], match: { kind: 'is', value: 'source-1' } },
    {
      kind: 'field',
      path: ['channel'],
      match: { kind: 'wildcard', pattern: 'shop/[123]'.slice(0, 5) + '?' },
    },
    { kind: 'field', path: pick(['id'], ['type'], ['data'], ['msg'], ['user', 'name']), match },
    { kind: 'field', path: ['level'], match: pick({ kind: 'is', value: 'error' }, { kind: 'exists' }) },
    { kind: 'field', path: ['kind'], match: { kind: 'is', value: pick('gap', 'comment', 'event') } },
    {
      kind: 'field',
      path: pick(
        ['data', 'level'],
        ['level'],
        ['data', 'user', 'name'],
        ['user', 'tags'],
        ['n'],
        ['ok'],
        ['blob'],
      ),
      match: pick<Extract<QueryNode, { kind: 'field' }>['match']>(
        { kind: 'is', value: pick('error', 'delta', 'true', '7', 'größe') },
        { kind: 'is', value: pick(7, 500) },
        { kind: 'is', value: pick(true, null) },
        { kind: 'exists' },
        { kind: 'range', low: { value: 100, inclusive: true }, high: { value: 200, inclusive: false } },
        { kind: 'range', low: { value: 'd', inclusive: false }, high: null },
      ),
    },
    {
      kind: 'field',
      path: [pick('time', 'size')],
      match: {
        kind: 'range',
        low: { value: pick(60, 1_700_000_000_900), inclusive: true },
        high: pick(null, { value: pick(140, 1_700_000_002_000), inclusive: false }),
      },
    },
  );
}
