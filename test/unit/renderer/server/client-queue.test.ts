import { expect, it } from 'vitest';
import { isSlow, queueShare } from '@/views/server/client-queue';

it('shows that a queue is not empty even when it is nearly so, and never more than full', () => {
  expect(queueShare(0)).toBe(0);
  expect(queueShare(1)).toBeGreaterThan(0);
  expect(queueShare(512 * 1_024)).toBeCloseTo(0.5);
  expect(queueShare(10 ** 9)).toBe(1);
});

it('calls a client slow from a quarter of a mebibyte on', () => {
  expect(isSlow(262_143)).toBe(false);
  expect(isSlow(262_144)).toBe(true);
});
