import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DesktopFacts } from '@shared/ipc';
import { call } from '../bridge';

/** What this desktop offers the app; it may change while the app runs. */
export const useDesktop = defineStore('desktop', () => {
  /** As it was last asked; null before that. */
  const facts = shallowRef<DesktopFacts | null>(null);
  /** @throws StreamgaugeError as `call` */
  async function look(): Promise<void> {
    facts.value = await call('app.desktop');
  }
  return { facts, look };
});
