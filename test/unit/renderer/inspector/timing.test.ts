import { describe, expect, it } from 'vitest';
import type { EarlierEvent } from '@shared/earlier-events';
import { distributionOf } from '@/views/stream/inspector/timing/distribution';
import { staffTo } from '@/views/stream/inspector/timing/staff';
import { orderOf, quantile, timingFacts } from '@/views/stream/inspector/timing/timing-facts';

const earlier = (receivedAt: number, more: Partial<EarlierEvent> = {}): EarlierEvent => ({
  seq: receivedAt,
  receivedAt,
  eventTime: null,
  id: null,
  size: 100,
  ...more,
});

describe('the timing of an event', () => {
  it('tells the time since the last of its type, channel and source, and the intervals before', () => {
    const facts = timingFacts(
      { receivedAt: 10_000, eventTime: 9_921, id: '1045' },
      {
        alike: [earlier(9_000, { eventTime: 8_950 }), earlier(7_500), earlier(7_000)],
        ofChannel: earlier(9_655),
        ofSource: earlier(9_990, { id: '1044' }),
      },
    );
    expect(facts).toEqual({
      lag: 79,
      sinceAlike: 1_000,
      sinceChannel: 345,
      sinceSource: 10,
      intervals: [1_000, 1_500, 500],
      lags: [79, 50],
      order: { kind: 'follows', previous: '1044', missing: 0 },
    });
  });

  it('keeps a payload whose clock is ahead below zero, and a first event without anything before it', () => {
    const facts = timingFacts(
      { receivedAt: 1_000, eventTime: 4_200, id: null },
      { alike: [], ofChannel: null, ofSource: null },
    );
    expect(facts).toMatchObject({
      lag: -3_200,
      sinceAlike: null,
      sinceSource: null,
      intervals: [],
      order: null,
    });
  });

  it.each([
    ['1044', '1045', 'follows', 0],
    ['e.88:1044', 'e.88:1050', 'jumps', 5],
    ['1045', '1044', 'back', 0],
    ['1045', '1045', 'repeats', 0],
    ['a.1044', 'b.1045', 'other', 0],
    ['abc', 'abd', 'other', 0],
    ['99999999999999999998', '99999999999999999999', 'follows', 0],
  ] as const)('reads %s before %s as: %s', (previous, id, kind, missing) => {
    expect(orderOf(previous, id)).toEqual({ kind, previous, missing });
  });
});

describe('a distribution', () => {
  it('says nothing of fewer than eight values', () => {
    expect(distributionOf([1, 2, 3])).toBeNull();
  });

  it('ends at a round number beyond nearly all, counts what lies farther, and its ticks are even', () => {
    const values = [...Array.from({ length: 199 }, (_, i) => i), 90_000];
    const found = distributionOf(values)!;
    expect(found.median).toBe(99);
    expect(found.p99).toBe(197);
    expect(found.beyond).toBe(1);
    expect(found.most).toBeGreaterThanOrEqual(197);
    expect(found.most).toBeLessThan(400);
    expect(found.ticks[0]).toBe(0);
    expect(found.ticks.at(-1)).toBe(found.most);
    expect(Math.max(...found.bars)).toBe(1);
  });

  it('takes values that are all the same, nothing at all, and below zero', () => {
    for (const value of [0, 45, -3]) {
      const found = distributionOf(Array.from({ length: 20 }, () => value))!;
      expect(Number.isFinite(found.most) && found.most > 0).toBe(true);
      expect(found.bars).toContain(1);
    }
  });

  it('has the nearest rank for a quantile', () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('the staff of times', () => {
  it('ends at a round time and never places a longer time before a shorter one', () => {
    const staff = staffTo(828);
    const times = [0, 1, 5, 38, 551, 828, 1_000];
    const places = times.map((ms) => staff.place(ms));
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(places.at(-1)).toBe(1);
    expect(staff.ticks.filter(({ long }) => long).map(({ ms }) => ms)).toContain(1_000);
  });
});
