import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { HubSnapshot, Publication, SceneId } from '@shared/hub';
import { call } from '../bridge';

const STOPPED: HubSnapshot = {
  state: { phase: 'stopped' },
  clients: [],
  channels: [],
  scenes: [],
  published: 0,
  history: { events: 0, limit: 0 },
};

/** The app's own event-stream server. */
export const useHub = defineStore('hub', () => {
  const snapshot = shallowRef<HubSnapshot>(STOPPED);
  const running = computed(() => snapshot.value.state.phase === 'running');
  function take(value: HubSnapshot): void {
    snapshot.value = value;
  }
  const start = (): Promise<void> => call('hub.start');
  const stop = (): Promise<void> => call('hub.stop');
  const startDemo = (): Promise<string> => call('hub.startDemo');
  const setScene = (id: SceneId, isRunning: boolean, rate: number): Promise<void> =>
    call('hub.scene', { id, running: isRunning, rate });
  const publish = (publication: Publication): Promise<{ id: string; clients: number }> =>
    call('hub.publish', publication);
  const disconnect = (clientId: string): Promise<void> => call('hub.disconnect', clientId);
  return { snapshot, running, take, start, stop, startDemo, setScene, publish, disconnect };
});
