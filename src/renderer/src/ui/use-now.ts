import { onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue';

/**
 * The time of day (epoch ms), ticking every `everyMs`; for ages and countdowns. The interval may change, so that
 * only a running countdown ticks fast. Stops with its component.
 */
export function useNow(everyMs: MaybeRefOrGetter<number> = 1_000): Ref<number> {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(
    () => toValue(everyMs),
    (interval) => {
      clearInterval(timer);
      timer = setInterval(() => (now.value = Date.now()), interval);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearInterval(timer));
  return now;
}
