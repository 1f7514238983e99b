import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import {
  activeFaults,
  NO_FAULTS,
  type AccessMode,
  type Faults,
  type HubSnapshot,
  type Publication,
  type SceneId,
  type ScenePace,
  type TokenDraft,
} from '@shared/hub';
import type { CallResult } from '@shared/ipc';
import { call } from '../bridge';

const STOPPED: HubSnapshot = {
  state: { phase: 'stopped' },
  access: 'open',
  clients: [],
  channels: [],
  scenes: [],
  faults: NO_FAULTS,
  tokens: [],
  published: 0,
  history: { events: 0, limit: 0, bytes: 0, limitBytes: 0, persisted: false },
  backplane: { phase: 'none' },
  warnings: [],
};

/** The app's own event-stream server. */
export const useHub = defineStore('hub', () => {
  const snapshot = shallowRef<HubSnapshot>(STOPPED);
  const running = computed(() => snapshot.value.state.phase === 'running');
  /** Faults that are on, those of single clients included. */
  const faultsOn = computed(() =>
    snapshot.value.clients.reduce(
      (sum, client) => sum + client.faults.length,
      activeFaults(snapshot.value.faults).length,
    ),
  );
  /** What the hub said last, and what it was asked to change since and has not answered yet. */
  let said = snapshot.value;
  const underWay: Partial<HubSnapshot>[] = [];
  const show = (): void => void (snapshot.value = Object.assign({}, said, ...underWay) as HubSnapshot);
  function take(value: HubSnapshot): void {
    said = value;
    show();
  }
  const start = (): Promise<void> => call('hub.start');
  const stop = (): Promise<void> => call('hub.stop');
  const startDemo = (): Promise<string> => call('hub.startDemo');
  const setScene = (id: SceneId, isRunning: boolean, pace: ScenePace): Promise<void> =>
    call('hub.scene', { id, running: isRunning, pace });
  const publish = (publication: Publication): Promise<CallResult<'hub.publish'>> =>
    call('hub.publish', publication);
  const disconnect = (clientId: string): Promise<void> => call('hub.disconnect', clientId);
  const disconnectAll = (): Promise<void> => call('hub.disconnectAll');
  const dropNow = (): Promise<void> => call('hub.dropNow');

  /**
   * Shows a change at once, so that the next one builds on it and not on what the hub said last, also when that was said
   * before the change and arrives after it; undone when refused.
   */
  async function atOnce(part: Partial<HubSnapshot>, work: () => Promise<void>): Promise<void> {
    underWay.push(part);
    show();
    try {
      await work();
      said = { ...said, ...part };
    } finally {
      underWay.splice(underWay.indexOf(part), 1);
      show();
    }
  }
  const setFaults = (faults: Faults): Promise<void> =>
    atOnce({ faults }, () => call('hub.faults', { clientId: null, faults }));
  /** Faults for one client alone, beside those for everybody. */
  const setClientFaults = (clientId: string, faults: Faults): Promise<void> =>
    call('hub.faults', { clientId, faults });
  const setAccess = (access: AccessMode): Promise<void> =>
    atOnce({ access }, () => call('hub.access', access));
  /** The answer holds the secret, which nobody can ask for again. */
  const createToken = (draft: TokenDraft): Promise<CallResult<'hub.createToken'>> =>
    call('hub.createToken', draft);
  /** At once; can be restored for a little more than 8 s. */
  const revokeToken = (id: string): Promise<void> => call('hub.revokeToken', id);
  const restoreToken = (id: string): Promise<void> => call('hub.restoreToken', id);

  return {
    snapshot,
    running,
    faultsOn,
    take,
    start,
    stop,
    startDemo,
    setScene,
    publish,
    disconnect,
    disconnectAll,
    dropNow,
    setFaults,
    setClientFaults,
    setAccess,
    createToken,
    revokeToken,
    restoreToken,
  };
});
