import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SeriesAnswer, SeriesRequest } from '@shared/series';
import type { StreamEvent } from '@shared/stream-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordBound, writeRecord } from '../../../../../src/main/history/store/record';
import { findSeries } from '../../../../../src/main/history/store/series';
import { StoreCore } from '../../../../../src/main/history/store/store-core';
import { numbers, sampleEvent } from './sample-events';

const START = 1_700_000_000_000;
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

async function append(events: readonly StreamEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += 100) {
    const some = events.slice(i, i + 100);
    const bytes = Buffer.from(new ArrayBuffer(some.reduce((sum, event) => sum + recordBound(event) + 4, 0)));
    let end = 0;
    for (const event of some) end = writeRecord(event, bytes, end);
    await core.append(bytes.subarray(0, end));
  }
}
/** So small that a few hundred events fill segments, which get an index. */
const smallSegments = (): Promise<void> => core.retain({ events: 8 * 300 });

async function ask(
  where: Partial<SeriesRequest['series']>,
  parts: Partial<SeriesRequest> = {},
): Promise<SeriesAnswer> {
  const answer = await findSeries(
    core.querySource(),
    {
      series: { sourceId: 'shop', channel: null, type: null, path: ['n'], texts: false, ...where },
      from: 0,
      to: 8.64e15,
      newest: null,
      points: 5_000,
      ...parts,
    },
    never,
  );
  return answer!;
}
const pairs = ({ times, values }: SeriesAnswer): [number, number][] =>
  Array.from(times, (time, i) => [time - START, values[i]!]);
const withData = (seq: number, data: unknown, parts: Partial<StreamEvent> = {}): StreamEvent =>
  sampleEvent(seq, { data: typeof data === 'string' ? data : JSON.stringify(data), ...parts });

describe('the numbers of a series', () => {
  it('come oldest first, with their times and the events that had them', async () => {
    await append([withData(1, { n: 7 }), withData(2, { other: 1 }), withData(3, { n: -2.5 })]);
    const answer = await ask({});
    expect(pairs(answer)).toEqual([
      [1, 7],
      [3, -2.5],
    ]);
    expect([...answer.seqs]).toEqual([1, 3]);
    expect(answer).toMatchObject({ numbers: 2, events: 3, lowest: -2.5, highest: 7, seq: 3 });
  });

  it('are of one source, channel and type where these are given', async () => {
    await append([
      withData(1, { n: 1 }),
      withData(2, { n: 2 }, { sourceId: 'else' }),
      withData(3, { n: 3 }, { channel: 'orders/eu' }),
      withData(4, { n: 4 }, { type: 'trade' }),
      withData(5, { n: 5 }, { kind: 'comment', type: '' }),
    ]);
    const of = async (where: Parameters<typeof ask>[0]): Promise<number[]> => [...(await ask(where)).values];
    expect(await of({})).toEqual([1, 3, 4]);
    expect(await of({ channel: 'orders' })).toEqual([1, 4]);
    expect(await of({ type: 'order' })).toEqual([1, 3]);
    expect(await of({ sourceId: 'nobody' })).toEqual([]);
  });

  it('are those of the time that is asked for, its end not included', async () => {
    await append([1, 2, 3, 4, 5].map((n) => withData(n, { n })));
    expect([...(await ask({}, { from: START + 2, to: START + 4 })).values]).toEqual([2, 3]);
  });

  it('are the newest so many where that is asked for', async () => {
    await append(Array.from({ length: 50 }, (_, i) => withData(i + 1, { n: i + 1 })));
    expect([...(await ask({}, { newest: 3 })).values]).toEqual([48, 49, 50]);
  });

  it('stand where the path leads: an index names an item, without one the first number of an array counts', async () => {
    const data = { tries: [{ ms: 'slow' }, { ms: 5 }, { ms: 6 }], 'a.b': 1, 0: 2 };
    await append([withData(1, data)]);
    const value = async (keys: string[]): Promise<number | undefined> =>
      (await ask({ path: keys })).values[0];
    expect(await value(['tries', '2', 'ms'])).toBe(6);
    expect(await value(['tries', 'ms'])).toBe(5);
    expect(await value(['a.b'])).toBe(1);
    expect(await value(['0'])).toBe(2);
    expect(await value(['tries', '0', 'ms'])).toBeUndefined();
    expect(await value(['a', 'b'])).toBeUndefined();
  });

  it('are the payload itself where that is nothing but a number', async () => {
    await append([withData(1, '42'), withData(2, ' -1.5 '), withData(3, 'warm'), withData(4, '"7"')]);
    expect([...(await ask({ path: [] })).values]).toEqual([42, -1.5]);
    expect([...(await ask({ path: [], texts: true })).values]).toEqual([42, -1.5, 7]);
  });

  it('in texts count when they are asked for, and are told of when not', async () => {
    await append([withData(1, { n: '12.5' }), withData(2, { n: 'many' }), withData(3, { n: 3 })]);
    expect(await ask({})).toMatchObject({ numbers: 1, asTexts: 1, events: 3 });
    const counted = await ask({ texts: true });
    expect([...counted.values]).toEqual([12.5, 3]);
    expect(counted.asTexts).toBe(0);
  });

  it('are thinned so that the lowest, the highest, the first and the last stay', async () => {
    const value = (i: number): number => (i === 333 ? 1_000 : i === 777 ? -1_000 : i % 7);
    await append(Array.from({ length: 1_000 }, (_, i) => withData(i + 1, { n: value(i) })));
    const answer = await ask({}, { points: 20 });
    expect(answer.times.length).toBeLessThanOrEqual(20);
    expect([...answer.values]).toEqual(expect.arrayContaining([1_000, -1_000]));
    expect([answer.times[0], answer.times.at(-1)]).toEqual([START + 1, START + 1_000]);
    expect(answer).toMatchObject({ numbers: 1_000, lowest: -1_000, highest: 1_000 });
    expect([...answer.times]).toEqual([...answer.times].sort((a, b) => a - b));
  });

  it('come with the times without a connection', async () => {
    const gap = {
      downMs: 400,
      resumedFrom: null,
      verdict: 'unknown',
      missing: null,
      sentence: 'Back.',
    } as const;
    await append([
      withData(1, { n: 1 }),
      sampleEvent(2, { kind: 'gap', type: '', channel: '', data: '', gap, receivedAt: START + 900 }),
      sampleEvent(3, { kind: 'gap', type: '', channel: '', data: '', gap, sourceId: 'else' }),
      withData(4, { n: 2 }),
    ]);
    expect((await ask({})).breaks).toEqual([{ from: START + 500, to: START + 900 }]);
  });

  it('are ordered by time when the clock was set back', async () => {
    await append([
      withData(1, { n: 1 }, { receivedAt: START + 50 }),
      withData(2, { n: 2 }, { receivedAt: START }),
    ]);
    expect([...(await ask({})).values]).toEqual([2, 1]);
  });

  it('end early when nobody wants them any more', async () => {
    // More than a slice of time can hold on any machine.
    const large = Array.from({ length: 1_000 }, (_, i) => ({ i, n: i }));
    await append(Array.from({ length: 1_000 }, (_, i) => withData(i + 1, large)));
    const series = { sourceId: 'shop', channel: null, type: null, path: ['999', 'n'], texts: false };
    const request = { series, from: 0, to: 8.64e15, newest: null, points: 100 };
    expect(await findSeries(core.querySource(), request, () => true)).toBeNull();
    expect((await findSeries(core.querySource(), request, never))?.numbers).toBe(1_000);
  });

  it('are the same from the index of a segment as from its events', async () => {
    await smallSegments();
    const random = numbers(11);
    const values: (() => unknown)[] = [
      () => random(1_000) / 8,
      () => String(random(100)),
      () => null,
      () => [random(10), random(10)],
      () => [{ ms: random(50) }, { ms: String(random(9)) }],
      () => ({ ms: random(50) }),
      () => ['x', random(5)],
      () => 'x'.repeat(70),
      () => [],
    ];
    const events = Array.from({ length: 2_000 }, (_, i) => {
      const value = (): unknown => values[random(values.length)]!();
      const data = { n: value(), deep: { n: value(), list: [value(), { ms: random(3) }] } };
      return withData(i + 1, data, { channel: `c${random(3)}` });
    });
    const questions: [path: string[], texts: boolean][] = [
      [['n'], false],
      [['n'], true],
      [['n', 'ms'], false],
      [['deep', 'n', 'ms'], true],
      [['deep', 'list'], true],
      [['deep', 'list', 'ms'], false],
      [['deep', 'list', '1', 'ms'], false],
    ];
    const all = async (): Promise<SeriesAnswer[]> =>
      Promise.all(questions.map(([keys, texts]) => ask({ path: keys, texts, channel: 'c1' })));
    await append(events);
    await core.settled();
    const indexed = await all();
    expect(core.stats().segments).toBeGreaterThan(2);
    for (const name of fs.readdirSync(folder)) {
      if (name.endsWith('.idx')) fs.writeFileSync(path.join(folder, name), 'damaged');
    }
    await core.close();
    core = new StoreCore(folder, 60_000);
    const read = await all();
    expect(indexed.map(pairs)).toEqual(read.map(pairs));
    expect(indexed.map(({ asTexts, events: seen }) => [asTexts, seen])).toEqual(
      read.map(({ asTexts, events: seen }) => [asTexts, seen]),
    );
    const inField = events.filter(({ channel, data }) => {
      const { n } = JSON.parse(data) as { n: unknown };
      return channel === 'c1' && [n].flat().some((each) => typeof each === 'number');
    });
    expect([...indexed[0]!.seqs]).toEqual(inField.map(({ seq }) => seq));
  });
});
