import { defineStore } from 'pinia';
import { ref } from 'vue';

export const CONNECTION_TABS = ['connection', 'shape'] as const;
export type ConnectionTab = (typeof CONNECTION_TABS)[number];

/** Which source the connections view shows, and what of it, kept while other views are up. */
export const useConnectionSelection = defineStore('connection-selection', () => {
  /** Null for the first. */
  const id = ref<string | null>(null);
  const tab = ref<ConnectionTab>('connection');
  return { id, tab };
});
