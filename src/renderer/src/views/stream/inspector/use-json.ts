import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { JsonReader, type JsonResult } from './json-document';
import { nextSlice, sliceClock } from './time-slice';

export type JsonState =
  { readonly phase: 'reading' } | { readonly phase: 'read'; readonly result: JsonResult };

/** Reads a text as JSON. A short one is there at once; a long one is read in slices while the page stays alive. */
export function useJson(text: Ref<string>): Readonly<ShallowRef<JsonState>> {
  const state = shallowRef<JsonState>({ phase: 'reading' });
  let turn = 0;

  async function read(source: string): Promise<void> {
    const mine = ++turn;
    const reader = new JsonReader(source);
    for (;;) {
      const result = reader.read(sliceClock());
      if (result) {
        state.value = { phase: 'read', result };
        return;
      }
      if (state.value.phase !== 'reading') state.value = { phase: 'reading' };
      await nextSlice();
      if (mine !== turn) return;
    }
  }
  watch(text, (source) => void read(source), { immediate: true });
  onScopeDispose(() => (turn += 1));
  return state;
}
