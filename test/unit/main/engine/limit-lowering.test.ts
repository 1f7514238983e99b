import type { Retention } from '@shared/history';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LimitLowering } from '../../../../src/main/engine/limit-lowering';

const retention = (megabytes: number, events = 0, days = 0): Retention => ({ megabytes, events, days });
const ofOne = (limits: Retention): ReadonlyMap<string, Retention> => new Map([['one', limits]]);

describe('limits of the history that are lowered', () => {
  let limits: LimitLowering;
  let changes: number;

  beforeEach(() => {
    vi.useFakeTimers();
    changes = 0;
    limits = new LimitLowering({ all: retention(1_000), sources: new Map() }, () => changes++);
  });
  afterEach(() => {
    limits.close();
    vi.useRealTimers();
  });

  it('are met 10 s later, and not at all when they are raised again before', () => {
    limits.set({ all: retention(100) });
    vi.advanceTimersByTime(9_999);
    expect(limits.met.all).toEqual(retention(1_000));
    limits.set({ all: retention(1_000) });
    vi.advanceTimersByTime(60_000);
    expect(limits.met.all).toEqual(retention(1_000));
    limits.set({ all: retention(100) });
    const before = changes;
    vi.advanceTimersByTime(10_000);
    expect(limits.met.all).toEqual(retention(100));
    expect(changes).toBe(before + 1);
  });

  it('are met at once where they were raised, and where nothing was bound is a bound a lower one', () => {
    limits.set({ all: retention(2_000, 50, 0) });
    expect(limits.met.all).toEqual(retention(2_000, 0, 0));
    vi.advanceTimersByTime(10_000);
    limits.set({ all: retention(2_000, 0, 7) });
    expect(limits.met.all).toEqual(retention(2_000, 0, 0));
    vi.advanceTimersByTime(10_000);
    expect(limits.met.all).toEqual(retention(2_000, 0, 7));
  });

  it('all wait until the last of them can no longer be taken back, but for nothing else', () => {
    limits.set({ all: retention(500) });
    vi.advanceTimersByTime(6_000);
    limits.set({ all: retention(200) });
    vi.advanceTimersByTime(6_000);
    expect(limits.met.all).toEqual(retention(1_000));
    limits.set({ sources: ofOne(retention(0)) });
    vi.advanceTimersByTime(4_000);
    expect(limits.met.all).toEqual(retention(200));
  });

  it('of single sources wait as well, but those of a source that was not there before', () => {
    limits.set({ sources: ofOne(retention(0, 100)) });
    expect(limits.met.sources).toEqual(ofOne(retention(0, 100)));
    limits.set({ sources: ofOne(retention(0, 10)) });
    expect(limits.met.sources).toEqual(ofOne(retention(0, 100)));
    vi.advanceTimersByTime(10_000);
    expect(limits.met.sources).toEqual(ofOne(retention(0, 10)));
    limits.set({ sources: new Map() });
    expect(limits.met.sources.size).toBe(0);
  });

  it('are met no more once it is closed', () => {
    limits.set({ all: retention(100) });
    limits.close();
    vi.advanceTimersByTime(60_000);
    expect(limits.met.all).toEqual(retention(1_000));
  });
});
