import { describe, expect, it } from 'vitest';
import { laneSegments, laneTicks } from '@/views/connections/lane-segments';
import { anAttempt, REFUSED } from './a-source';

/** Kind and stretch only. */
const drawn = (...args: Parameters<typeof laneSegments>): string[] =>
  laneSegments(...args).map(({ kind, from, to }) => `${kind} ${from}-${to}`);

describe('attempts laid out in time', () => {
  it('draws an attempt that lives as connecting and then open up to now', () => {
    const live = anAttempt({ startedAt: 100, openedAt: 300 });
    expect(drawn([live], 'open', 0, 1_000)).toEqual(['connecting 100-300', 'open 300-1000']);
  });

  it('draws an attempt without headers as connecting all the way', () => {
    expect(drawn([anAttempt({ startedAt: 100 })], 'connecting', 0, 1_000)).toEqual(['connecting 100-1000']);
  });

  it('marks the moment of a failure and the wait up to the next attempt', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 100, endedAt: 200, reason: REFUSED }),
      anAttempt({ number: 2, startedAt: 700, openedAt: 800 }),
    ];
    expect(drawn(attempts, 'open', 0, 1_000)).toEqual([
      'connecting 100-200',
      'failed 200-200',
      'backoff 200-700',
      'connecting 700-800',
      'open 800-1000',
    ]);
  });

  it('lets the last wait run up to now only while the source waits', () => {
    const failed = [anAttempt({ startedAt: 100, endedAt: 200, reason: REFUSED })];
    expect(drawn(failed, 'waiting', 0, 1_000)).toContain('backoff 200-1000');
    expect(drawn(failed, 'stopped', 0, 1_000)).toEqual(['connecting 100-200', 'failed 200-200']);
    expect(drawn(failed, 'paused', 0, 1_000)).toEqual(['connecting 100-200', 'failed 200-200']);
  });

  it('leaves a pause empty: nobody waited and nothing failed', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 100, openedAt: 150, endedAt: 400, reason: null }),
      anAttempt({ number: 2, startedAt: 900 }),
    ];
    expect(drawn(attempts, 'connecting', 0, 1_000)).toEqual([
      'connecting 100-150',
      'open 150-400',
      'connecting 900-1000',
    ]);
  });

  it('cuts what began before the window, but keeps its whole length for the words', () => {
    const old = anAttempt({ startedAt: 0, openedAt: 100 });
    const segments = laneSegments([old], 'open', 5_000, 10_000);
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ kind: 'open', from: 5_000, to: 10_000, lastedMs: 9_900 });
  });

  it('leaves out what lies wholly before the window, its failure too', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 0, endedAt: 100, reason: REFUSED }),
      anAttempt({ number: 2, startedAt: 200, openedAt: 300 }),
    ];
    expect(drawn(attempts, 'open', 5_000, 10_000)).toEqual(['open 5000-10000']);
  });
});

describe('ticks of the time line', () => {
  it('stand on round times and leave the right end to "now"', () => {
    const ticks = laneTicks(130_000, 850_000, 120_000);
    expect(ticks.map(({ at }) => at)).toEqual([240_000, 360_000, 480_000, 600_000, 720_000]);
    expect(ticks[0]!.place).toBeCloseTo(110_000 / 720_000);
  });
});
