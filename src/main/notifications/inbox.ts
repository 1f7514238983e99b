import { MAX_NOTIFICATIONS, type InboxState, type NotificationItem } from '@shared/notification';
import type { StreamEvent } from '@shared/stream-event';
import { extractNotification } from './extract';

/** Messages for a person that were found in the streams: the newest `limit` of them. */
export class Inbox {
  readonly #limit: number;
  /** Oldest first. */
  #items: NotificationItem[] = [];
  #unread = 0;
  #dropped = 0;
  readonly #listeners = new Set<() => void>();

  constructor(limit = MAX_NOTIFICATIONS) {
    this.#limit = limit;
  }

  state(): InboxState {
    return { items: this.#items.slice().reverse(), unread: this.#unread, dropped: this.#dropped };
  }

  /** Called after anything changed. Returns the function that takes the listener off again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the notifications out of a batch of events. */
  add(batch: readonly StreamEvent[]): void {
    let found = false;
    for (const event of batch) {
      const item = extractNotification(event);
      if (!item) continue;
      found = true;
      this.#items.push({ ...item, read: false });
      this.#unread++;
    }
    if (!found) return;
    const surplus = this.#items.length - this.#limit;
    if (surplus > 0) {
      const gone = this.#items.splice(0, surplus);
      this.#unread -= gone.filter((item) => !item.read).length;
      this.#dropped += surplus;
    }
    this.#changed();
  }

  markRead(which: number | 'all'): void {
    this.#mark(which, true);
  }

  markUnread(seq: number): void {
    this.#mark(seq, false);
  }

  /** Empties the inbox; what the bound let go before stays counted. */
  clear(): void {
    if (this.#items.length === 0) return;
    this.#items = [];
    this.#unread = 0;
    this.#changed();
  }

  #mark(which: number | 'all', read: boolean): void {
    let changed = false;
    this.#items = this.#items.map((item) => {
      if (item.read === read || (which !== 'all' && item.seq !== which)) return item;
      changed = true;
      this.#unread += read ? -1 : 1;
      return { ...item, read };
    });
    if (changed) this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
