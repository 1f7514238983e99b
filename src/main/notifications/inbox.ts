import { MAX_NOTIFICATIONS, type InboxState, type NotificationItem } from '@shared/notification';
import type { StreamEvent } from '@shared/stream-event';
import { extractNotification } from './extract';

/** Messages for a person that were found in the streams: the newest `limit` of them. */
export class Inbox {
  readonly #limit: number;
  readonly #isMuted: (sourceId: string, channel: string) => boolean;
  /** Oldest first. */
  #items: NotificationItem[] = [];
  #unread = 0;
  #dropped = 0;
  #muted = 0;
  /** Takes back what was last done to many at once; null once it has been taken back. */
  #takeBack: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();

  /** @param options.isMuted whether a channel of a source is not to be heard of: its messages are counted, and no more */
  constructor({
    limit = MAX_NOTIFICATIONS,
    isMuted = () => false,
  }: {
    readonly limit?: number;
    readonly isMuted?: (sourceId: string, channel: string) => boolean;
  } = {}) {
    this.#limit = limit;
    this.#isMuted = isMuted;
  }

  state(): InboxState {
    return {
      items: this.#items.slice().reverse(),
      unread: this.#unread,
      dropped: this.#dropped,
      muted: this.#muted,
    };
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
      if (this.#isMuted(event.sourceId, event.channel)) {
        this.#muted++;
        continue;
      }
      this.#items.push({ ...item, read: false });
      this.#unread++;
    }
    if (!found) return;
    this.#letGo();
    this.#changed();
  }

  /** Marking all can be taken back by {@link undo}. */
  markRead(which: number | 'all'): void {
    const marked = this.#mark((item) => which === 'all' || item.seq === which, true);
    if (which === 'all') this.#takeBack = () => this.#mark(({ seq }) => marked.has(seq), false);
  }

  markUnread(seq: number): void {
    this.#mark((item) => item.seq === seq, false);
  }

  /** Empties the inbox, which {@link undo} takes back; what the bound let go before stays counted. */
  clear(): void {
    if (this.#items.length === 0) return;
    const cleared = this.#items;
    this.#items = [];
    this.#unread = 0;
    this.#takeBack = () => {
      this.#items = [...cleared, ...this.#items];
      this.#unread += cleared.filter((item) => !item.read).length;
      this.#letGo();
      this.#changed();
    };
    this.#changed();
  }

  /** Takes back the last clearing or marking of all, whichever came last. False when there is nothing to take back. */
  undo(): boolean {
    const takeBack = this.#takeBack;
    this.#takeBack = null;
    takeBack?.();
    return takeBack !== null;
  }

  /** Marks what `isMeant`, and gives the numbers of those that changed by it. */
  #mark(isMeant: (item: NotificationItem) => boolean, read: boolean): ReadonlySet<number> {
    const marked = new Set<number>();
    this.#items = this.#items.map((item) => {
      if (item.read === read || !isMeant(item)) return item;
      marked.add(item.seq);
      this.#unread += read ? -1 : 1;
      return { ...item, read };
    });
    if (marked.size > 0) this.#changed();
    return marked;
  }

  /** Lets the oldest go that are more than the bound allows, and counts them. */
  #letGo(): void {
    const surplus = this.#items.length - this.#limit;
    if (surplus <= 0) return;
    const gone = this.#items.splice(0, surplus);
    this.#unread -= gone.filter((item) => !item.read).length;
    this.#dropped += surplus;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
