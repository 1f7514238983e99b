import { describe, expect, it } from 'vitest';
import { nearestWithValue, stepIndex } from '@/views/charts/chart-cursor';
import { statsOf } from '@/views/charts/chart-stats';
import { plotColumns } from '@/views/charts/chart-table';
import { answer, AT } from './points';

const line = (values: readonly number[], parts: Parameters<typeof answer>[1] = {}) => {
  const points = answer(values, parts);
  return { points, breaks: points.breaks };
};
const seconds = (times: readonly number[]): number[] => times.map((time) => (time - AT) / 1_000);

describe('lines side by side', () => {
  it('share their times; a line has no value where only another has one', () => {
    const [times, a, b] = plotColumns([line([1, 2]), line([8, 9], { firstSeq: 2 })]);
    expect(seconds(times)).toEqual([1, 2, 3]);
    expect([a, b]).toEqual([
      [1, 2, undefined],
      [undefined, 8, 9],
    ]);
  });

  it('end at a break in the stream and begin anew after it', () => {
    const breaks = [{ from: AT + 2_100, to: AT + 2_500 }];
    const [times, a] = plotColumns([line([1, 2, 3], { breaks })]);
    expect(seconds(times)).toEqual([1, 2, 2.3, 3]);
    expect(a).toEqual([1, 2, null, 3]);
  });

  it('do not break before their first point, nor for a break that no number followed', () => {
    const breaks = [
      { from: AT, to: AT + 500 },
      { from: AT + 9_000, to: AT + 9_500 },
    ];
    const [, a] = plotColumns([line([1, 2], { breaks })]);
    expect(a).toEqual([1, 2]);
  });

  it('of which one breaks leave the others whole', () => {
    const broken = line([1, 2], { breaks: [{ from: AT + 1_200, to: AT + 1_800 }] });
    const [times, a, b] = plotColumns([broken, line([5, 6])]);
    expect(seconds(times)).toEqual([1, 1.5, 2]);
    expect([a, b]).toEqual([
      [1, null, 2],
      [5, undefined, 6],
    ]);
  });
});

describe('the crosshair', () => {
  it('reads the last value before it where a line has none of its own, and none in a break', () => {
    expect(nearestWithValue([4, undefined, undefined], 2)).toBe(4);
    expect(nearestWithValue([4, null, undefined], 2)).toBeNull();
    expect(nearestWithValue([undefined], 0)).toBeNull();
  });

  it('goes from point to point within the time that shows', () => {
    const times = [10, 20, 30, 40];
    const step = (key: string, index: number | null): number | null => stepIndex(key, times, index, 15, 35);
    expect(step('ArrowLeft', null)).toBe(2);
    expect(step('ArrowLeft', 2)).toBe(1);
    expect(step('ArrowLeft', 1)).toBe(1);
    expect([step('Home', 2), step('End', 1)]).toEqual([1, 2]);
    expect(step('x', 1)).toBeNull();
    expect(stepIndex('Home', times, null, 50, 60)).toBeNull();
  });
});

describe('what is said of points', () => {
  it('is of those within the time', () => {
    expect(statsOf(answer([5, 1, 3, 9]), AT + 2_000, AT + 3_000)).toEqual({
      count: 2,
      lowest: 1,
      highest: 3,
      median: 2,
      last: 3,
      lastAt: AT + 3_000,
    });
    expect(statsOf(answer([5]), AT + 2_000, AT + 3_000)).toBeNull();
  });
});
