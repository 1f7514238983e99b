import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SeenFields } from '@shared/query/seen-fields';
import { call } from '../bridge';

/** The main process walks over events for an answer: not asked for more often than this, ms. */
const FRESH_MS = 5_000;

/** Fields and values that events had, for completions. */
export const useSeenFields = defineStore('seen-fields', () => {
  const seen = shallowRef<SeenFields>({ fields: [] });
  let askedAt = -Infinity;

  /** Asks again when the last answer is older than 5 s. What is known stays when it cannot be had. */
  async function refresh(): Promise<void> {
    const now = performance.now();
    if (now - askedAt < FRESH_MS) return;
    askedAt = now;
    try {
      seen.value = await call('history.fields');
    } catch {
      // Completions only help to write: a query runs without them, so their absence is no message.
    }
  }
  return { seen, refresh };
});
