import { useEventListener } from '@vueuse/core';
import { ref, type Ref } from 'vue';
import type { ColumnKey } from '../../../stores/column-edits';

/** Less than that is a click, px. */
const THRESHOLD = 4;

export interface ColumnDrag {
  /** The column that is dragged; null while none is. */
  readonly moving: Ref<ColumnKey | null>;
  /** Where it would go: a distance from the left edge of the heads, px. */
  readonly mark: Ref<number | null>;
  onPress(event: PointerEvent, key: ColumnKey): void;
  onMove(event: PointerEvent): void;
  onRelease(): void;
}

/**
 * Dragging the head of a column to another place. Escape gives it up.
 *
 * @param row holds the heads, each with its column in `data-column`
 * @param drop `before`: the column that it goes before; null for the end
 */
export function useColumnDrag(
  row: Readonly<Ref<HTMLElement | null>>,
  drop: (key: ColumnKey, before: ColumnKey | null) => void,
): ColumnDrag {
  const moving = ref<ColumnKey | null>(null);
  const mark = ref<number | null>(null);
  let pressed: { readonly key: ColumnKey; readonly at: number } | null = null;
  let before: ColumnKey | null = null;

  function stop(): void {
    pressed = null;
    moving.value = null;
    mark.value = null;
  }
  function onPress(event: PointerEvent, key: ColumnKey): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pressed = { key, at: event.clientX };
  }
  function onMove({ clientX }: PointerEvent): void {
    if (!pressed || !row.value) return;
    if (moving.value === null && Math.abs(clientX - pressed.at) < THRESHOLD) return;
    moving.value = pressed.key;
    const left = row.value.getBoundingClientRect().left;
    before = null;
    let edge = 0;
    for (const head of row.value.querySelectorAll<HTMLElement>('[data-column]')) {
      const box = head.getBoundingClientRect();
      // A narrow window leaves some columns out.
      if (box.width === 0) continue;
      if (clientX < box.left + box.width / 2) {
        before = head.dataset['column'] as ColumnKey;
        edge = box.left;
        break;
      }
      edge = box.right;
    }
    mark.value = edge - left;
  }
  function onRelease(): void {
    const key = moving.value;
    stop();
    if (key !== null && key !== before) drop(key, before);
  }
  useEventListener(
    'keydown',
    (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || moving.value === null) return;
      event.preventDefault();
      event.stopPropagation();
      stop();
    },
    { capture: true },
  );
  return { moving, mark, onPress, onMove, onRelease };
}
