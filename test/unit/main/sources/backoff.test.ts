import { describe, expect, it } from 'vitest';
import { backoffDelay, clampRetry, MAX_RETRY_MS, retryAfterMs } from '../../../../src/main/sources/backoff';
import { Cadence } from '../../../../src/main/sources/cadence';

describe('backoff', () => {
  it('A5: doubles what it draws from, up to the cap', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 50].map((retry) => backoffDelay(retry, null, undefined, () => 1));
    expect(most).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('never waits less than half a second, whatever is drawn', () => {
    expect(backoffDelay(1, null, undefined, () => 0)).toBe(500);
    expect(backoffDelay(20, null, undefined, () => 0)).toBe(500);
  });

  it('waits at least what the server asked for', () => {
    for (const draw of [0, 0.5, 1]) {
      expect(backoffDelay(1, 4_000, undefined, () => draw)).toBeGreaterThanOrEqual(4_000);
      expect(backoffDelay(6, 40_000, undefined, () => draw)).toBeGreaterThanOrEqual(40_000);
    }
  });

  it('S14, S15: brings what a server asks for into bounds that a timer can hold', () => {
    expect([0, 1, 3_000, 99_999_999_999, Infinity].map(clampRetry)).toEqual([
      500,
      500,
      3_000,
      MAX_RETRY_MS,
      MAX_RETRY_MS,
    ]);
    expect(MAX_RETRY_MS).toBeLessThan(2 ** 31);
  });

  it.each([
    ['5', 5_000],
    ['Sat, 21 Nov 2026 12:00:09 GMT', 9_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 500],
    ['99999999', MAX_RETRY_MS],
    ['-1', null],
    ['soon', null],
    ['', null],
  ])('reads Retry-After: %s', (value, ms) => {
    expect(retryAfterMs(value, Date.UTC(2026, 10, 21, 12))).toBe(ms);
  });
});

describe('cadence', () => {
  it('learns the usual interval, a burst counted as one sign of life', () => {
    const cadence = new Cadence();
    expect(cadence.usualIntervalMs).toBeNull();
    for (let beat = 0; beat < 5; beat++) {
      for (let i = 0; i < 4; i++) cadence.sign(beat * 15_000 + i * 10);
    }
    expect(cadence.usualIntervalMs).toBeGreaterThan(14_900);
    expect(cadence.usualIntervalMs).toBeLessThanOrEqual(15_000);
  });

  it('knows a stream that never pauses as one of a sign a second at least', () => {
    const cadence = new Cadence();
    for (let at = 0; at < 2_000; at += 200) cadence.sign(at);
    expect(cadence.usualIntervalMs).toBeNull();
    for (let at = 2_000; at < 5_000; at += 200) cadence.sign(at);
    expect(cadence.usualIntervalMs).toBe(1_000);
  });

  it('takes the pauses for the habit of a stream that comes in long bursts, and knows the longest', () => {
    const cadence = new Cadence();
    for (let minute = 0; minute < 5; minute++) {
      for (let at = 0; at < 10_000; at += 100) cadence.sign(minute * 60_000 + at);
    }
    expect(cadence.usualIntervalMs).toBe(50_100);
    expect(cadence.longestMs).toBe(50_100);
  });

  it('does not take the time without a connection for a gap of the stream', () => {
    const cadence = new Cadence();
    for (const at of [0, 10_000, 20_000, 30_000]) cadence.sign(at);
    cadence.restart();
    for (const at of [900_000, 910_000]) cadence.sign(at);
    expect(cadence.usualIntervalMs).toBe(10_000);
  });
});
