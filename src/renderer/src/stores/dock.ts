import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

/** What stands beside or under the list of events. */
export type DockPane = 'inspector' | 'text' | 'charts';

/** Panes that have to take turns where the window has no room for all of them at once: the one in front is shown. */
export const useDock = defineStore('dock', () => {
  const front = ref<DockPane>('inspector');
  /** The panes that take turns now, in the order of their tabs; empty while each has a place of its own. */
  const turns = shallowRef<readonly DockPane[]>([]);

  /** Whether an open pane is covered by another one. */
  function isBehind(pane: DockPane): boolean {
    return turns.value.includes(pane) && shown() !== pane;
  }
  /** The pane that is shown of those that take turns: the one in front, or the first if that one is closed. */
  function shown(): DockPane | null {
    return turns.value.includes(front.value) ? front.value : (turns.value[0] ?? null);
  }
  return { front, turns, isBehind, shown };
});
