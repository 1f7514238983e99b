import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { MAX_CAPTURES, type Capture } from '@shared/history';
import { call } from '../bridge';

/** Files that were read into the history, in the order they came. */
export const useCaptures = defineStore('captures', () => {
  const list = shallowRef<readonly Capture[]>([]);
  const byId = computed(() => new Map(list.value.map((capture) => [capture.id, capture])));

  /** Also of captures that were deleted, whose events are still there while they can be brought back. */
  const names = shallowRef<ReadonlyMap<string, string>>(new Map());
  const nameOf = (id: string): string | null => names.value.get(id) ?? null;

  function take(value: readonly Capture[]): void {
    list.value = value;
    const known = new Map(names.value);
    for (const { id, name } of value) {
      // Those that are there go last: the bound takes the others first.
      known.delete(id);
      known.set(id, name);
    }
    names.value = new Map([...known].slice(-2 * MAX_CAPTURES));
  }
  const rename = (id: string, name: string): Promise<void> => call('captures.rename', { id, name });
  const remove = (id: string): Promise<void> => call('captures.remove', id);
  const restore = (id: string): Promise<void> => call('captures.restore', id);

  return { list, byId, nameOf, take, rename, remove, restore };
});
