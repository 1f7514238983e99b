import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '@shared/connection';
import { changeWords } from '@/views/connections/attempt-words';
import { laneChanges, laneSegments, laneTicks } from '@/views/connections/lane-segments';
import { anAttempt, openState, REFUSED } from './a-source';

const OPEN = openState(0);
const CONNECTING: ConnectionState = { phase: 'connecting', transport: 'sse', attempt: 1, since: 0 };
const PAUSED: ConnectionState = { phase: 'paused', since: 0 };
const STOPPED: ConnectionState = { phase: 'stopped', since: 0, reason: REFUSED, needsCredentials: false };
const WAITING: ConnectionState = {
  phase: 'waiting',
  transport: 'sse',
  attempt: 2,
  since: 0,
  until: 5_000,
  delayMs: 5_000,
  reason: REFUSED,
};
const CLIMBED = { code: 'climbed', message: 'WebSocket works again and carries the stream from here on.' };

/** Kind and stretch only. */
const drawn = (...args: Parameters<typeof laneSegments>): string[] =>
  laneSegments(...args).map(({ kind, from, to }) => `${kind} ${from}-${to}`);

describe('attempts laid out in time', () => {
  it('draws an attempt that lives as connecting and then open up to now', () => {
    const live = anAttempt({ startedAt: 100, openedAt: 300 });
    expect(drawn([live], OPEN, 0, 1_000)).toEqual(['connecting 100-300', 'open 300-1000']);
  });

  it('draws an attempt without headers as connecting all the way', () => {
    expect(drawn([anAttempt({ startedAt: 100 })], CONNECTING, 0, 1_000)).toEqual(['connecting 100-1000']);
  });

  it('marks the moment of a failure and the wait up to the next attempt', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 100, endedAt: 200, reason: REFUSED }),
      anAttempt({ number: 2, startedAt: 700, openedAt: 800 }),
    ];
    expect(drawn(attempts, OPEN, 0, 1_000)).toEqual([
      'connecting 100-200',
      'failed 200-200',
      'backoff 200-700',
      'connecting 700-800',
      'open 800-1000',
    ]);
  });

  it('lets the last wait run up to now only while the source waits', () => {
    const failed = [anAttempt({ startedAt: 100, endedAt: 200, reason: REFUSED })];
    expect(drawn(failed, WAITING, 0, 1_000)).toContain('backoff 200-1000');
    expect(drawn(failed, STOPPED, 0, 1_000)).toEqual(['connecting 100-200', 'failed 200-200']);
    expect(drawn(failed, PAUSED, 0, 1_000)).toEqual(['connecting 100-200', 'failed 200-200']);
  });

  it('leaves a pause empty: nobody waited and nothing failed', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 100, openedAt: 150, endedAt: 400, reason: null }),
      anAttempt({ number: 2, startedAt: 900 }),
    ];
    expect(drawn(attempts, CONNECTING, 0, 1_000)).toEqual([
      'connecting 100-150',
      'open 150-400',
      'connecting 900-1000',
    ]);
  });

  it('cuts what began before the window, but keeps its whole length for the words', () => {
    const old = anAttempt({ startedAt: 0, openedAt: 100 });
    const segments = laneSegments([old], OPEN, 5_000, 10_000);
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ kind: 'open', from: 5_000, to: 10_000, lastedMs: 9_900 });
  });

  it('leaves out what lies wholly before the window, its failure too', () => {
    const attempts = [
      anAttempt({ number: 1, startedAt: 0, endedAt: 100, reason: REFUSED }),
      anAttempt({ number: 2, startedAt: 200, openedAt: 300 }),
    ];
    expect(drawn(attempts, OPEN, 5_000, 10_000)).toEqual(['open 5000-10000']);
  });
});

describe('lanes of several transports', () => {
  /** WebSocket fails, SSE carries, WebSocket fails again beside it, then opens and takes over. */
  const life = [
    anAttempt({ number: 1, transport: 'websocket', startedAt: 0, endedAt: 1_000, reason: REFUSED }),
    anAttempt({ number: 2, startedAt: 1_010, openedAt: 1_200, endedAt: 60_000, reason: CLIMBED }),
    anAttempt({ number: 3, transport: 'websocket', startedAt: 30_000, endedAt: 31_000, reason: REFUSED }),
    anAttempt({ number: 4, transport: 'websocket', startedAt: 59_000, openedAt: 59_990 }),
  ];

  it('draw a fall and a climb where the stream went over, and none for a try in the background', () => {
    expect(laneChanges(life, 0, 90_000).map(({ at, from, to }) => `${at} ${from} ${to}`)).toEqual([
      '1000 websocket sse',
      '60000 sse websocket',
    ]);
    expect(laneChanges(life, 30_000, 90_000)).toHaveLength(1);
  });

  it('show no failure where a better transport took over, and no wait while another one carries', () => {
    const kinds = laneSegments(life, openState(59_990, 'websocket'), 0, 90_000).map(
      ({ kind, transport, attempt }) => `${attempt.number} ${transport} ${kind}`,
    );
    expect(kinds).toEqual([
      '1 websocket connecting',
      '1 websocket failed',
      '2 sse connecting',
      '2 sse open',
      '3 websocket connecting',
      '3 websocket failed',
      '4 websocket connecting',
      '4 websocket open',
    ]);
  });

  it('draw the wait before a new round in the lane that it leads to', () => {
    const round = [
      anAttempt({ number: 1, transport: 'websocket', startedAt: 0, endedAt: 10, reason: REFUSED }),
      anAttempt({ number: 2, transport: 'sse', startedAt: 10, endedAt: 20, reason: REFUSED }),
      anAttempt({ number: 3, transport: 'websocket', startedAt: 4_000, endedAt: 4_010, reason: REFUSED }),
      anAttempt({ number: 4, transport: 'sse', startedAt: 4_010, endedAt: 4_020, reason: REFUSED }),
    ];
    const waits = laneSegments(round, { ...WAITING, transport: 'websocket' }, 0, 5_000)
      .filter(({ kind }) => kind === 'backoff')
      .map(({ transport, from, to }) => `${transport} ${from}-${to}`);
    expect(waits).toEqual(['websocket 20-4000', 'websocket 4020-5000']);
  });

  it('draw an arrow without a reason for what was done by hand', () => {
    const byHand = [
      anAttempt({ number: 1, startedAt: 0, openedAt: 10, endedAt: 5_000 }),
      anAttempt({ number: 2, transport: 'polling', startedAt: 5_000, openedAt: 5_100 }),
    ];
    const [change] = laneChanges(byHand, 0, 9_000);
    expect(changeWords(change!)).toBe('From SSE to polling, by hand');
  });
});

describe('ticks of the time line', () => {
  it('stand on round times and leave the right end to "now"', () => {
    const ticks = laneTicks(130_000, 850_000, 120_000);
    expect(ticks.map(({ at }) => at)).toEqual([240_000, 360_000, 480_000, 600_000, 720_000]);
    expect(ticks[0]!.place).toBeCloseTo(110_000 / 720_000);
  });
});
