import type { SeriesRequest, SeriesTailRequest } from '@shared/series';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChartFeed, type SeriesSource } from '@/stores/chart-feed';
import { seriesKey } from '@/stores/chart-model';
import { eventually } from '../../../support/eventually';
import { answer, series } from './points';

const A = series();
const B = series({ path: ['items'] });

let read: SeriesRequest[];
let tails: SeriesTailRequest[];
let changed: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  read = [];
  tails = [];
  changed = vi.fn<() => void>();
});

function feedOf(parts: Partial<SeriesSource> = {}): ChartFeed {
  return new ChartFeed(
    {
      read: (request) => {
        read.push(request);
        return Promise.resolve(answer([1, 2, 3]));
      },
      tail: (request) => {
        tails.push(request);
        return Promise.resolve({
          seq: 4,
          behind: false,
          series: request.series.map(() => answer([4], { firstSeq: 4 })),
        });
      },
      ...parts,
    },
    changed,
  );
}
const values = (feed: ChartFeed, of = A): number[] | string => {
  const state = feed.state(seriesKey(of));
  return state.phase === 'ready' ? [...state.data.points.values] : state.phase;
};

describe('the numbers of the charts', () => {
  it('are read once for every line that shows', async () => {
    const feed = feedOf();
    feed.want([A, B, A]);
    expect(values(feed)).toBe('loading');
    await eventually(() => expect(values(feed, B)).toEqual([1, 2, 3]));
    feed.want([A, B]);
    expect(read.map(({ series: { path } }) => path)).toEqual([['total'], ['items']]);
    expect(changed).toHaveBeenCalled();
  });

  it('go on with what has come since, asked for in one question', async () => {
    const feed = feedOf();
    feed.want([A, B]);
    await eventually(() => expect(values(feed, B)).toEqual([1, 2, 3]));
    await feed.follow();
    expect([values(feed), values(feed, B)]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(tails).toMatchObject([{ after: 3, series: [{ path: ['total'] }, { path: ['items'] }] }]);
  });

  it('are not asked for again while an answer is on its way', async () => {
    let asked = 0;
    const feed = feedOf({
      tail: () => {
        asked++;
        return new Promise(() => undefined);
      },
    });
    feed.want([A]);
    await eventually(() => expect(values(feed)).toEqual([1, 2, 3]));
    void feed.follow();
    void feed.follow();
    expect(asked).toBe(1);
  });

  it('are read anew when too much has come meanwhile', async () => {
    const feed = feedOf({ tail: () => Promise.resolve({ seq: 9, behind: true, series: [] }) });
    feed.want([A]);
    await eventually(() => expect(values(feed)).toEqual([1, 2, 3]));
    await feed.follow();
    expect(read).toHaveLength(2);
  });

  it('are of the time that shows; what ends in the past is not followed', async () => {
    const feed = feedOf();
    feed.want([A]);
    feed.setRange(() => ({ from: 1_000, to: 2_000 }));
    await eventually(() => expect(read.at(-1)).toMatchObject({ from: 1_000, to: 2_000 }));
    await feed.follow();
    expect(tails).toEqual([]);
  });

  it('show the answer to the last question, whichever comes last', async () => {
    const answers: ((value: number) => void)[] = [];
    const feed = feedOf({
      read: () => new Promise((resolve) => answers.push((value) => resolve(answer([value])))),
    });
    feed.want([A]);
    feed.reload();
    answers[1]!(2);
    await eventually(() => expect(values(feed)).toEqual([2]));
    answers[0]!(1);
    await Promise.resolve();
    expect(values(feed)).toEqual([2]);
  });

  it('say why they could not be read, and follow the others', async () => {
    const feed = feedOf({
      read: ({ series: { path } }) =>
        path[0] === 'total' ? Promise.reject(new Error('The disk is gone.')) : Promise.resolve(answer([1])),
    });
    feed.want([A, B]);
    await eventually(() => expect(values(feed, B)).toEqual([1]));
    expect(feed.state(seriesKey(A))).toMatchObject({
      phase: 'failed',
      problem: { message: 'The disk is gone.' },
    });
    await feed.follow();
    expect(tails[0]!.series).toHaveLength(1);
  });

  it('of lines that are gone are let go', async () => {
    const feed = feedOf();
    feed.want([A]);
    await eventually(() => expect(values(feed)).toEqual([1, 2, 3]));
    feed.want([]);
    expect(values(feed)).toBe('loading');
    await feed.follow();
    expect(tails).toEqual([]);
  });
});
