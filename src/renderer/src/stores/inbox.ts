import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { InboxState } from '@shared/notification';
import { call } from '../bridge';

/** Notifications found in the events, newest first. */
export const useInbox = defineStore('inbox', () => {
  const state = shallowRef<InboxState>({ items: [], unread: 0, dropped: 0, muted: 0 });
  const unread = computed(() => state.value.unread);
  function take(value: InboxState): void {
    state.value = value;
  }
  const markRead = (seq: number | 'all'): Promise<void> => call('inbox.markRead', seq);
  const markUnread = (seq: number): Promise<void> => call('inbox.markUnread', seq);
  const clear = (): Promise<void> => call('inbox.clear');
  /** Takes back the last clearing or marking of all; false when there is nothing to take back. */
  const undo = (): Promise<boolean> => call('inbox.undo');
  return { state, unread, take, markRead, markUnread, clear, undo };
});
