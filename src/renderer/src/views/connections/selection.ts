import { defineStore } from 'pinia';
import { ref } from 'vue';

/** Which source the connections view shows, kept while other views are up; null for the first. */
export const useConnectionSelection = defineStore('connection-selection', () => {
  const id = ref<string | null>(null);
  return { id };
});
