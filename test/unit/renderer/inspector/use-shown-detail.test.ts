import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue';
import type { EventDetail } from '@shared/stream-event';
import type { DetailState } from '@/views/stream/inspector/event-detail';
import { useShownDetail } from '@/views/stream/inspector/use-shown-detail';

const ready = (seq: number): DetailState => ({ phase: 'ready', detail: { seq } as EventDetail });

describe('what the inspector shows while the next event is read from the disk', () => {
  let scope: EffectScope;
  const state = shallowRef<DetailState>({ phase: 'none' });
  const shown = (): ReturnType<typeof useShownDetail> => scope.run(() => useShownDetail(state))!;
  const become = async (next: DetailState): Promise<void> => {
    state.value = next;
    await nextTick();
  };
  beforeEach(() => {
    vi.useFakeTimers();
    scope = effectScope();
    state.value = ready(1);
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('is the event before, for 150 ms; then it waits', async () => {
    const { detail, waiting } = shown();
    await become({ phase: 'loading', seq: 2 });
    vi.advanceTimersByTime(149);
    expect(detail.value?.seq).toBe(1);
    vi.advanceTimersByTime(2);
    expect([detail.value, waiting.value]).toEqual([null, true]);
    await become(ready(2));
    expect([detail.value?.seq, waiting.value]).toEqual([2, false]);
  });

  it('does not start to be patient again with every key of somebody who runs through the rows', async () => {
    const { waiting } = shown();
    for (let seq = 2; seq < 12; seq++) {
      await become({ phase: 'loading', seq });
      vi.advanceTimersByTime(30);
    }
    expect(waiting.value).toBe(true);
  });

  it('is nothing when the event has left the history', async () => {
    const { detail } = shown();
    await become({ phase: 'loading', seq: 2 });
    await become({ phase: 'gone', seq: 2 });
    expect(detail.value).toBeNull();
    await become({ phase: 'loading', seq: 3 });
    expect(detail.value).toBeNull();
  });
});
