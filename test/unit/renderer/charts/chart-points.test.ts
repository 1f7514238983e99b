import { MAX_SERIES_POINTS } from '@shared/series';
import { describe, expect, it } from 'vitest';
import { ChartPoints } from '@/stores/chart-points';
import { answer, AT } from './points';

function made(values: readonly number[]): ChartPoints {
  const points = new ChartPoints();
  points.replace(answer(values));
  return points;
}

describe('the points of a line', () => {
  it('take in what comes, and nothing twice', () => {
    const points = made([1, 2, 3]);
    expect(points.append(answer([3, 4, 5], { firstSeq: 3 }))).toBe(true);
    expect([...points.points.values]).toEqual([1, 2, 3, 4, 5]);
    expect(points.append(answer([4, 5], { firstSeq: 4 }))).toBe(false);
    expect([points.seq, points.numbers]).toEqual([5, 5]);
  });

  it('are never more than the limit, keep their extremes, and still know how many numbers they stand for', () => {
    const points = made([]);
    for (let from = 1; from < 30_000; from += 1_000) {
      const values = Array.from({ length: 1_000 }, (_, i) => (from + i === 12_345 ? 9_999 : (from + i) % 10));
      points.append(answer(values, { firstSeq: from }));
      expect(points.points.times.length).toBeLessThanOrEqual(MAX_SERIES_POINTS);
    }
    expect(points.numbers).toBe(30_000);
    expect(Math.max(...points.points.values)).toBe(9_999);
  });

  it('let go of what is older than the time that shows, but for the one before it', () => {
    const points = made(Array.from({ length: 1_000 }, (_, i) => i));
    points.trim(AT + 1_000 * 601);
    expect([points.points.times[0], points.points.times.length]).toEqual([AT + 1_000 * 600, 401]);
  });

  it('stay in the order of time when the clock is set back', () => {
    const points = made([1, 2, 3]);
    points.append({ ...answer([9], { firstSeq: 4 }), times: Float64Array.of(AT + 1_500) });
    expect([...points.points.values]).toEqual([1, 9, 2, 3]);
  });

  it('know the times without a connection, each once', () => {
    const points = made([1]);
    const first = { from: AT, to: AT + 10 };
    points.append(answer([2], { firstSeq: 2, breaks: [first] }));
    points.append(answer([3], { firstSeq: 3, breaks: [first, { from: AT + 20, to: AT + 30 }] }));
    expect(points.breaks).toEqual([first, { from: AT + 20, to: AT + 30 }]);
  });
});
