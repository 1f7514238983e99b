import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { UpdateState, UpdateStep } from '@shared/update-state';
import { call } from '../bridge';

/** How far a newer version of the app is. */
export const useUpdates = defineStore('updates', () => {
  /** Null until somebody asks. */
  const state = shallowRef<UpdateState | null>(null);

  function take(next: UpdateState): void {
    state.value = next;
  }

  /** Does a step; `state` only asks how far it is. @throws StreamgaugeError */
  async function step(wanted: UpdateStep): Promise<void> {
    take(await call('app.update', wanted));
  }

  return { state, take, step };
});
