import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useNow } from '@/ui/use-now';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('ticks faster while it is asked to, and stops with its scope', async () => {
  const everyMs = ref(1_000);
  const scope = effectScope();
  const now = scope.run(() => useNow(everyMs))!;
  const start = now.value;

  vi.advanceTimersByTime(900);
  expect(now.value).toBe(start);

  everyMs.value = 100;
  await nextTick();
  vi.advanceTimersByTime(100);
  expect(now.value).toBe(start + 1_000);

  scope.stop();
  expect(vi.getTimerCount()).toBe(0);
});
