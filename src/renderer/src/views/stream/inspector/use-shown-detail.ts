import { useTimeoutFn } from '@vueuse/core';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { EventDetail } from '@shared/stream-event';
import type { DetailState } from './event-detail';

/** How long the event before stays while the next one is read from the disk, ms. */
const PATIENCE_MS = 150;

/**
 * What the inspector shows of the chosen event: the one before until the next is there, but no longer than 150 ms; then
 * `waiting` is true until it is.
 */
export function useShownDetail(state: Readonly<Ref<DetailState>>): {
  readonly detail: ComputedRef<EventDetail | null>;
  readonly waiting: Readonly<Ref<boolean>>;
} {
  const last = shallowRef<EventDetail | null>(null);
  const waiting = ref(false);
  const timer = useTimeoutFn(() => (waiting.value = true), PATIENCE_MS, { immediate: false });
  watch(
    state,
    (now) => {
      if (now.phase === 'loading') {
        if (!timer.isPending.value && !waiting.value) timer.start();
        return;
      }
      timer.stop();
      waiting.value = false;
      last.value = now.phase === 'ready' ? now.detail : null;
    },
    { immediate: true },
  );
  const detail = computed(() => {
    if (state.value.phase === 'ready') return state.value.detail;
    return state.value.phase === 'loading' && !waiting.value ? last.value : null;
  });
  return { detail, waiting };
}
