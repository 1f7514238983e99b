import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { LIVE_SPAN, type TimeSpan } from './time-span';

/** What part of time the hydrograph shows, kept while other views are up. */
export const useShownSpan = defineStore('shown-span', () => {
  const span = shallowRef<TimeSpan>(LIVE_SPAN);
  return { span };
});
