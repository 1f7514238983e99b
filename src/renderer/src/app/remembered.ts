import { useLocalStorage } from '@vueuse/core';
import { computed, type WritableComputedRef } from 'vue';

/**
 * A size of this window that is remembered between starts, px; null for the design's own. Anything that is no
 * number between the bounds is taken for null.
 */
export function useRememberedSize(
  key: string,
  least: number,
  most: number,
): WritableComputedRef<number | null> {
  const stored = useLocalStorage<number | null>(`streamgauge.${key}`, null, {
    serializer: {
      read: (text) => (text === '' || Number.isNaN(Number(text)) ? null : Number(text)),
      write: (value) => (value === null ? '' : String(value)),
    },
    onError: () => undefined, // A window that cannot remember its sizes is still a window.
  });
  return computed({
    get: () => (stored.value === null ? null : Math.min(most, Math.max(least, stored.value))),
    set: (value) =>
      (stored.value = value === null ? null : Math.round(Math.min(most, Math.max(least, value)))),
  });
}
