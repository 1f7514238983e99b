import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, watch, type EffectScope } from 'vue';
import { useNow } from '@/ui/use-now';

const START = 1_700_000_000_000;
let scope: EffectScope;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(START);
  scope = effectScope();
});
afterEach(() => {
  scope.stop();
  show('visible');
  vi.useRealTimers();
});

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('the clock of the window', () => {
  it('ticks faster while it is asked to, and stops with its scope', async () => {
    const everyMs = ref(1_000);
    const now = scope.run(() => useNow(everyMs))!;

    vi.advanceTimersByTime(900);
    expect(now.value).toBe(START);

    everyMs.value = 100;
    await nextTick();
    vi.advanceTimersByTime(100);
    expect(now.value).toBe(START + 1_000);

    scope.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ticks once for all who wait as long, at whole seconds whenever they came', async () => {
    const drawn: number[] = [];
    scope.run(() => {
      const first = useNow(1_000);
      vi.advanceTimersByTime(300);
      const second = useNow(1_000);
      watch([first, second], ([one, other]) => drawn.push(one, other));
    });
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(700);
    await nextTick();
    expect(drawn).toEqual([START + 1_000, START + 1_000]);
  });

  it('stands still while nobody can see the window, and is right as soon as somebody can', () => {
    const now = scope.run(() => useNow(1_000))!;
    show('hidden');
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10_400);
    expect(now.value).toBe(START);

    show('visible');
    expect(now.value).toBe(START + 10_400);
    vi.advanceTimersByTime(600);
    expect(now.value).toBe(START + 11_000);
  });
});
