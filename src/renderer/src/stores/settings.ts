import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { call } from '../bridge';

/** The person's settings; the main process keeps them. */
export const useSettings = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS);
  function take(value: Settings): void {
    settings.value = value;
  }
  /** Changes some of them at once on the screen, and saves. Puts them back when saving is refused. */
  async function change(part: Partial<Settings>): Promise<void> {
    const before = settings.value;
    settings.value = { ...before, ...part };
    try {
      settings.value = await call('settings.save', settings.value);
    } catch (error) {
      settings.value = before;
      throw error;
    }
  }
  return { settings, take, change };
});
