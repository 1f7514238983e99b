import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type {
  ConfigurationChanges,
  ConfigurationPreview,
  ConfigurationState,
  ImportMode,
} from '@shared/configuration';
import { call } from '../bridge';

/** The whole configuration as a file, and back. */
export const useConfiguration = defineStore('configuration', () => {
  /** What was read and waits to be taken over. */
  const preview = shallowRef<ConfigurationPreview | null>(null);
  /** An import was made, in this window or another, that can be taken back. */
  const undoable = ref(false);
  function takeState(state: ConfigurationState): void {
    undoable.value = state.undoable;
  }

  /** The path that was written; null when the person thought better of it. @throws StreamgaugeError as `call` */
  const write = (): Promise<string | null> => call('configuration.export');

  /** Asks for a file and reads it. @throws StreamgaugeError as `call` */
  async function open(): Promise<void> {
    preview.value = await call('configuration.open');
  }
  function forget(): void {
    preview.value = null;
  }
  /** Takes over what was read; it is shown until `forget`. @throws StreamgaugeError as `call` */
  async function take(mode: ImportMode, connect: boolean): Promise<ConfigurationChanges | null> {
    if (!preview.value) return null;
    return call('configuration.import', { token: preview.value.token, mode, connect });
  }
  /** False when there was nothing to take back any more. @throws StreamgaugeError as `call` */
  function undo(): Promise<boolean> {
    return call('configuration.undo');
  }
  return { preview, undoable, takeState, write, open, forget, take, undo };
});
