import { useLocalStorage, useMediaQuery } from '@vueuse/core';
import { computed, ref, type ComputedRef } from 'vue';

/** From this width on there is room for the account beside the connection, px. */
const ROOM = 1_280;

export interface ExplainPaneState {
  /** Where the account is to be shown now; null for nowhere. */
  readonly place: ComputedRef<'panel' | 'dialog' | null>;
  open(): void;
  close(): void;
}

/** Beside the connection the account stays as it was left, between starts too; in a dialog it is opened by hand. */
export function useExplainPane(): ExplainPaneState {
  const wide = useMediaQuery(`(min-width: ${ROOM}px)`);
  const kept = useLocalStorage('streamgauge.explain', true, { onError: () => undefined });
  const asked = ref(false);
  return {
    place: computed(() => (wide.value ? (kept.value ? 'panel' : null) : asked.value ? 'dialog' : null)),
    open: () => {
      if (wide.value) kept.value = true;
      else asked.value = true;
    },
    close: () => {
      if (wide.value) kept.value = false;
      asked.value = false;
    },
  };
}
