import type { Series } from '@shared/series';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventBuffer } from '../../../../src/main/history/event-buffer';
import { SeriesReader } from '../../../../src/main/history/series';
import { SeriesCollector } from '../../../../src/main/history/series-collector';
import { makeEvent, makeGap } from './make-event';

const AT = 1_700_000_000_000;
const N: Series = { sourceId: 'a', channel: null, type: null, path: ['n'], texts: false };
const EVER = { from: 0, to: 8.64e15, newest: null, points: 5_000 };

let buffer: EventBuffer;
let reader: SeriesReader;

beforeEach(() => {
  buffer = new EventBuffer({ events: 1_000, bytes: 1_000_000 });
  reader = new SeriesReader(buffer, null);
});
const add = (n: number): void =>
  void buffer.append(makeEvent({ data: `{"n":${n},"m":${n * 10}}`, receivedAt: AT + n }));

describe('a series without a store', () => {
  it('comes from memory, and says up to which event it goes', async () => {
    for (const n of [1, 2, 3]) add(n);
    const answer = await reader.read({ series: N, ...EVER });
    expect([...answer.values]).toEqual([1, 2, 3]);
    expect([...answer.seqs]).toEqual([1, 2, 3]);
    expect(answer.seq).toBe(3);
  });

  it('takes the time and the count that are asked for', async () => {
    for (const n of [1, 2, 3, 4, 5]) add(n);
    const inTime = await reader.read({ series: N, ...EVER, from: AT + 2, to: AT + 4 });
    const newest = await reader.read({ series: N, ...EVER, newest: 2 });
    expect([[...inTime.values], [...newest.values]]).toEqual([
      [2, 3],
      [4, 5],
    ]);
  });
});

describe('what has come since', () => {
  it('is told of several series at once, each with its own numbers', async () => {
    for (const n of [1, 2, 3]) add(n);
    const tail = await reader.tail({ after: 1, series: [N, { ...N, path: ['m'] }, { ...N, sourceId: 'b' }] });
    expect(tail.seq).toBe(3);
    expect(tail.series.map(({ values }) => [...values])).toEqual([[2, 3], [20, 30], []]);
  });

  it('holds breaks of the source', async () => {
    add(1);
    buffer.append(makeGap({ receivedAt: AT + 5_000 }));
    const [series] = (await reader.tail({ after: 1, series: [N] })).series;
    expect(series!.breaks).toEqual([{ from: AT + 1_800, to: AT + 5_000 }]);
  });

  it('is nothing when nothing came', async () => {
    add(1);
    const tail = await reader.tail({ after: 1, series: [N] });
    expect(tail).toMatchObject({ seq: 1, behind: false });
    expect(tail.series[0]!.times.length).toBe(0);
  });

  it('is not told when a part of it has left memory already: the series has to be read again', async () => {
    for (let n = 1; n <= 1_500; n++) add(n);
    expect((await reader.tail({ after: 10, series: [N] })).behind).toBe(true);
    expect((await reader.tail({ after: 500, series: [N] })).behind).toBe(false);
  });
});

describe('a collector of numbers', () => {
  it('holds a bounded number of points, and still knows the extremes and how many there were', () => {
    const found = new SeriesCollector();
    for (let i = 0; i < 300_000; i++) found.add(AT - i, i, i === 123_456 ? 9_999 : i % 100);
    const answer = found.answer(5_000, 1);
    expect(answer.times.length).toBeLessThanOrEqual(5_000);
    expect(answer).toMatchObject({ numbers: 300_000, highest: 9_999, lowest: 0 });
    expect(Math.max(...answer.values)).toBe(9_999);
  });
});
