import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { ActionId } from '../../actions/catalogue';

/** Whether the command palette is up, and what it starts with. */
export const usePalette = defineStore('palette', () => {
  const isOpen = ref(false);
  const start = ref('');
  /** The action whose question it opens with; null for none. */
  const asks = ref<ActionId | null>(null);

  /** @param text that stands in it at first, such as `#` for channels alone */
  function show(text = ''): void {
    start.value = text;
    asks.value = null;
    isOpen.value = true;
  }
  /** Opens it with what an action has to ask. */
  function ask(id: ActionId): void {
    show();
    asks.value = id;
  }
  function hide(): void {
    isOpen.value = false;
  }
  return { isOpen, start, asks, show, ask, hide };
});
