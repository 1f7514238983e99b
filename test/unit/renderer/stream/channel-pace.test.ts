import { describe, expect, it } from 'vitest';
import type { ChannelRate } from '@shared/feed';
import { lateAt, learnPace, type ChannelPace } from '@/stores/channel-pace';

const counted = (events: number, lastAt: number, firstAt: number | null = 0): ChannelRate => ({
  sourceId: 'a',
  channel: 'orders',
  events,
  rate: 0,
  byteRate: 0,
  firstAt,
  lastAt,
  last: { seq: events, type: 'message', preview: '' },
});
const learned = (...rates: ChannelRate[]): ChannelPace =>
  rates.reduce<ChannelPace | undefined>((pace, rate) => learnPace(pace, rate), undefined)!;

describe('how often a channel comes', () => {
  it('makes it late after twice the usual interval', () => {
    const steady = Array.from({ length: 40 }, (_, i) => counted(i + 1, i * 10_000));
    const at = lateAt(learned(...steady));
    expect(at).toBeGreaterThanOrEqual(390_000 + 20_000);
    expect(at).toBeLessThan(390_000 + 21_000);
  });

  it('is judged more kindly when it comes irregularly', () => {
    const irregular = learned(
      ...Array.from({ length: 40 }, (_, i) => counted(i + 1, i * 10_000 + (i % 2 === 0 ? 0 : 8_000))),
    );
    expect(lateAt(irregular) - irregular.lastAt).toBeGreaterThan(35_000);
  });

  it('is known from the counts of this run at once', () => {
    expect(lateAt(learned(counted(11, 100_000)))).toBe(100_000 + 2 * (10_000 + 10_000));
  });

  it('is not known of few events, nor from an earlier run', () => {
    expect(lateAt(learned(counted(4, 30_000)))).toBe(Infinity);
    expect(lateAt(learned(counted(5_000, 30_000, null)))).toBe(Infinity);
  });

  it('never makes a channel late within five seconds, since it is looked at once in one', () => {
    expect(lateAt(learned(counted(101, 1_000)))).toBe(1_000 + 5_000);
  });

  it('follows a channel that changes its pace', () => {
    const fast = Array.from({ length: 100 }, (_, i) => counted(i + 1, i * 1_000));
    const slow = Array.from({ length: 30 }, (_, i) => counted(101 + i, 100_000 + i * 60_000));
    const pace = learned(...fast, ...slow);
    expect(lateAt(pace) - pace.lastAt).toBeGreaterThan(110_000);
  });

  it('is not late by the clock of an older count', () => {
    const pace = learned(counted(11, 100_000), counted(11, 160_000));
    expect(lateAt(pace)).toBe(160_000 + 2 * (10_000 + 10_000));
  });

  it('begins anew when the counts do', () => {
    expect(learned(counted(100, 1_000_000), counted(2, 5_000))).toMatchObject({ events: 2, known: 1 });
  });
});
