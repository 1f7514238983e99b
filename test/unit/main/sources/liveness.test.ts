import { describe, expect, it } from 'vitest';
import { Liveness } from '../../../../src/main/sources/liveness';

describe('liveness', () => {
  it('allows four usual intervals, and half a minute at least', () => {
    const liveness = new Liveness();
    expect([1_000, 7_000, 15_000, 60_000].map((usual) => liveness.limit(usual))).toEqual([
      30_000, 30_000, 60_000, 240_000,
    ]);
  });

  it('knows no limit for a stream whose habits are not known', () => {
    expect(new Liveness().limit(null)).toBeNull();
  });

  it('is twice as patient each time a stream stays silent, for an hour at most, until it speaks', () => {
    const liveness = new Liveness();
    const limits: (number | null)[] = [];
    for (let i = 0; i < 9; i++) {
      limits.push(liveness.limit(15_000));
      liveness.gaveUp();
    }
    expect(limits).toEqual([
      60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000, 3_600_000, 3_600_000,
    ]);
    liveness.spoke();
    expect(liveness.limit(15_000)).toBe(60_000);
  });
});
