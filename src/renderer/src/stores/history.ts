import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { HistoryState } from '@shared/history';

const NOTHING: HistoryState = {
  kept: true,
  problem: null,
  events: 0,
  bytes: 0,
  stored: 0,
  evicted: 0,
  dropped: 0,
  carried: 0,
  unindexed: 0,
  waitingBytes: 0,
  notJson: 0,
  badUtf8: 0,
  cut: 0,
  damagedFiles: 0,
  damagedBytes: 0,
  tornBytes: 0,
  oldestAt: null,
  sources: [],
  cleared: null,
  leaving: [],
};

/** What the history on disk says of itself. */
export const useHistory = defineStore('history', () => {
  const state = shallowRef<HistoryState>(NOTHING);
  /** Events and bytes by source. */
  const bySource = computed(() => new Map(state.value.sources.map((source) => [source.sourceId, source])));
  function take(value: HistoryState): void {
    state.value = value;
  }
  return { state, bySource, take };
});
