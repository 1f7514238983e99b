import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** Whether something has been so for a while (ms) without a break: what is over in a blink is not shown. */
export function useLasting(is: () => boolean, ms: number): Readonly<Ref<boolean>> {
  const lasts = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    is,
    (now) => {
      clearTimeout(timer);
      if (!now) lasts.value = false;
      else timer = setTimeout(() => (lasts.value = true), ms);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return lasts;
}
