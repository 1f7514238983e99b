import { describe, expect, it } from 'vitest';
import { RATE_SECONDS } from '@shared/feed';
import { currentRate, mergedRates } from '@/stores/feed-rates';
import { secondSeries, StaffScale, staffLabels, topFor } from '@/views/stream/hydrograph-scale';

describe('the hydrograph', () => {
  it('has a staff of 10, 20, 60, 120 and on, whatever the rate', () => {
    expect([0, 10, 11, 60, 61, 599, 601, 99_999, 150_000].map(topFor)).toEqual([
      10, 10, 20, 60, 120, 600, 1_200, 100_000, 200_000,
    ]);
  });

  it('grows at once and shrinks only after 30 s', () => {
    const scale = new StaffScale();
    expect(scale.at(15, 0)).toBe(20);
    expect(scale.at(70, 1_000)).toBe(120);
    expect(scale.at(5, 30_000)).toBe(120);
    expect(scale.at(5, 31_000)).toBe(10);
  });

  it('labels the staff with round numbers', () => {
    expect(staffLabels(60)).toEqual([0, 20, 40, 60]);
    expect(staffLabels(20)).toEqual([0, 10, 20]);
    expect(staffLabels(10)).toEqual([0, 5, 10]);
  });

  it('keeps seconds without news at zero, and ends with this second', () => {
    const now = 1_000_000_500;
    const series = secondSeries(
      [
        { second: 1_000_000, events: 7, errors: 1 },
        { second: 1_000_000 - RATE_SECONDS, events: 99, errors: 0 },
      ],
      now,
    );
    expect(series.events).toHaveLength(RATE_SECONDS);
    expect(series.events.at(-1)).toBe(7);
    expect(series.errors.at(-1)).toBe(1);
    expect(series.events.reduce((sum, value) => sum + value, 0)).toBe(7);
  });

  it('takes changed seconds over what it had, and starts again after a new view', () => {
    const had = [{ second: 1, events: 1, errors: 0 }];
    const changed = [
      { second: 2, events: 5, errors: 0 },
      { second: 1, events: 3, errors: 0 },
    ];
    expect(mergedRates(had, changed, false).map(({ events }) => events)).toEqual([3, 5]);
    expect(mergedRates(had, [changed[0]!], true).map(({ second }) => second)).toEqual([2]);
  });

  it('never holds more than it looks back', () => {
    const long = Array.from({ length: 500 }, (_, second) => ({ second, events: 1, errors: 0 }));
    expect(mergedRates([], long, false)).toHaveLength(RATE_SECONDS);
  });

  it('measures the level over whole seconds, not over the one that has just begun', () => {
    const buckets = [95, 96, 97, 98, 99, 100].map((second) => ({
      second,
      events: second === 100 ? 1 : 10,
      errors: 0,
    }));
    expect(currentRate(buckets, 100_200)).toBe(10);
  });
});
