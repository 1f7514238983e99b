import { useEventListener, useResizeObserver } from '@vueuse/core';
import { ref, type Ref } from 'vue';

/** How near to the end counts as there, px. */
const NEAR = 12;

/**
 * Keeps what scrolls at its end while it grows, until somebody scrolls up; at the end again, it goes on. `onTurn` hears of what
 * the person did.
 */
export function useFollowEnd(
  element: Ref<HTMLElement | null>,
  onTurn: (follows: boolean) => void,
): {
  readonly follows: Ref<boolean>;
  /** Goes to the end when it is followed. Call it after the content grew. */
  readonly keep: () => void;
  readonly follow: () => void;
  readonly stop: () => void;
  /** Begins with something else: at its end, which is followed, or at its beginning. */
  readonly begin: (atEnd: boolean) => void;
} {
  const follows = ref(true);
  let before = 0;
  const turn = (next: boolean): void => {
    if (follows.value === next) return;
    follows.value = next;
    onTurn(next);
  };
  useEventListener(
    element,
    'scroll',
    () => {
      const el = element.value;
      if (!el) return;
      const isAtEnd = el.scrollHeight - el.clientHeight - el.scrollTop <= NEAR;
      if (isAtEnd) turn(true);
      else if (el.scrollTop < before) turn(false);
      before = el.scrollTop;
    },
    { passive: true },
  );
  const keep = (): void => {
    if (follows.value && element.value) element.value.scrollTop = element.value.scrollHeight;
  };
  // What stands above it takes more or less room as it learns of the response.
  useResizeObserver(element, keep);
  return {
    follows,
    keep,
    follow: () => {
      turn(true);
      keep();
    },
    stop: () => turn(false),
    begin: (atEnd) => {
      follows.value = atEnd;
      before = 0;
      if (element.value) element.value.scrollTop = 0;
      keep();
    },
  };
}
