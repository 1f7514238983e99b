import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { InboxCleared, InboxState } from '@shared/notification';
import { call } from '../bridge';

/** Messages for a person, found in the events or raised by rules, newest first. */
export const useInbox = defineStore('inbox', () => {
  const state = shallowRef<InboxState>({ items: [], unread: 0, dropped: 0, muted: 0 });
  const unread = computed(() => state.value.unread);
  function take(value: InboxState): void {
    state.value = value;
  }
  /** The answer: the ids of those that were unread before. @throws StreamgaugeError as `call` */
  const markRead = (ids: readonly number[] | 'all'): Promise<readonly number[]> =>
    call('inbox.markRead', ids === 'all' ? ids : [...ids]);
  /** @throws StreamgaugeError as `call` */
  const markUnread = (ids: readonly number[]): Promise<void> => call('inbox.markUnread', [...ids]);
  /** @throws StreamgaugeError as `call` */
  const pin = (ids: readonly number[], pinned: boolean): Promise<void> =>
    call('inbox.pin', { ids: [...ids], pinned });
  /** Takes these out, but those that are pinned. @throws StreamgaugeError as `call` */
  const clear = (ids: readonly number[]): Promise<InboxCleared> => call('inbox.clear', [...ids]);
  /** Brings back what a clearing took out; false when it is not kept any more. @throws StreamgaugeError as `call` */
  const undo = (token: number): Promise<boolean> => call('inbox.undo', token);
  return { state, unread, take, markRead, markUnread, pin, clear, undo };
});
