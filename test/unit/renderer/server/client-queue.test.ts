import { expect, it } from 'vitest';
import { isSlow, queueShare } from '@/views/server/client-queue';

const idle = { queuedBytes: 0, lagMs: 0, behind: 0 };

it('shows that a queue is not empty even when it is nearly so, and never more than full', () => {
  expect(queueShare(idle, 10_000)).toBe(0);
  expect(queueShare({ ...idle, queuedBytes: 1 }, 10_000)).toBeGreaterThan(0);
  expect(queueShare({ ...idle, queuedBytes: 512 * 1_024 }, 10_000)).toBeCloseTo(0.5);
  expect(queueShare({ ...idle, queuedBytes: 10 ** 9, behind: 10 ** 9 }, 10_000)).toBe(1);
});

it('is full when a client is as far behind as the log reaches', () => {
  expect(queueShare({ ...idle, behind: 10_000 }, 10_000)).toBe(1);
  expect(queueShare({ ...idle, behind: 99 }, 10_000)).toBeCloseTo(0.5);
  expect(queueShare({ ...idle, behind: 5 }, 0)).toBe(1);
});

it('calls a client slow from a quarter of a mebibyte or two seconds on', () => {
  expect(isSlow({ ...idle, queuedBytes: 262_143, lagMs: 1_999 })).toBe(false);
  expect(isSlow({ ...idle, queuedBytes: 262_144 })).toBe(true);
  expect(isSlow({ ...idle, lagMs: 2_000 })).toBe(true);
});
