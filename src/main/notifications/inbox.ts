import {
  LEVELS,
  MAX_NOTIFICATIONS,
  PRIORITIES,
  type InboxCleared,
  type InboxState,
  type KeptInbox,
  type NotificationItem,
} from '@shared/notification';
import type { Alert } from '@shared/rule';
import type { StreamEvent } from '@shared/stream-event';
import { extractNotification } from './extract';

/** Clearings that can be taken back at a time. */
const MAX_CLEARINGS = 3;

export interface InboxOptions {
  readonly limit?: number;
  /** Whether an event is not to be heard of: it is counted, and no more. Asked of notifications only. */
  readonly isMuted?: (event: StreamEvent) => boolean;
  /** What the last run left. */
  readonly kept?: KeptInbox;
  /**
   * The `seq` of the first event that arrives from now on. What was kept of later ones came shortly before a crash and was
   * never written, or belongs to a history that is gone: its number would lead to another event.
   */
  readonly nextSeq?: number;
}

/** Messages for a person, found in the streams or raised by rules: the newest of them, and all that are pinned. */
export class Inbox {
  readonly #limit: number;
  readonly #isMuted: (event: StreamEvent) => boolean;
  /** Oldest first, by id. */
  #items: NotificationItem[];
  #nextId: number;
  #unread = 0;
  #dropped = 0;
  #muted = 0;
  /** What was cleared and can come back, by token, oldest first. */
  readonly #clearings = new Map<number, readonly NotificationItem[]>();
  #nextToken = 1;
  readonly #listeners = new Set<() => void>();

  constructor({
    limit = MAX_NOTIFICATIONS,
    isMuted = () => false,
    kept = { nextId: 1, items: [] },
    nextSeq = Infinity,
  }: InboxOptions = {}) {
    this.#limit = limit;
    this.#isMuted = isMuted;
    this.#items = kept.items.map((item) =>
      item.seq !== null && item.seq >= nextSeq ? { ...item, seq: null } : item,
    );
    this.#nextId = kept.nextId;
    this.#letGo();
    this.#unread = this.#items.filter(({ read }) => !read).length;
    this.#dropped = 0;
  }

  state(): InboxState {
    return {
      items: this.#items.slice().reverse(),
      unread: this.#unread,
      dropped: this.#dropped,
      muted: this.#muted,
    };
  }

  /** What is to be kept over a restart. */
  kept(): KeptInbox {
    return { nextId: this.#nextId, items: this.#items.slice() };
  }

  /** Called after anything changed. Returns the function that takes the listener off again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the notifications out of a batch of events. */
  add(batch: readonly StreamEvent[]): void {
    const found = batch.flatMap((event) => {
      const item = extractNotification(event);
      return item ? [{ event, item }] : [];
    });
    const [first] = found;
    if (!first) return;
    // A rule may have told of the very same event: the event's own words say more, and one is enough.
    const told = new Map<number, number>();
    for (const [at, { seq, rule, count }] of this.#items.entries()) {
      if (rule !== null && count === 1 && seq !== null && seq >= first.event.seq) told.set(seq, at);
    }
    for (const { event, item } of found) {
      const at = told.get(event.seq);
      if (this.#isMuted(event)) this.#muted++;
      else if (at === undefined) this.#push({ ...item, count: 1, rule: null });
      else this.#items[at] = inOwnWords(weightier(this.#items[at]!, item), item);
    }
    this.#letGo();
    this.#changed();
  }

  /** Takes what a rule raised. About one event that is a notification by itself, it marks that one. */
  addAlert({
    rule,
    at: receivedAt,
    title,
    body,
    appSays,
    level,
    priority,
    sourceId,
    channel,
    seq,
    count,
  }: Alert): void {
    const own =
      seq === null || count > 1
        ? -1
        : this.#items.findIndex((other) => other.seq === seq && other.rule === null);
    if (own === -1) {
      const said = { title, body, appSays };
      this.#push({ seq, sourceId, channel, receivedAt, level, priority, ...said, count, rule });
      this.#letGo();
    } else this.#items[own] = { ...weightier(this.#items[own]!, { level, priority }), rule };
    this.#changed();
  }

  /** Gives the ids of those that were unread before. */
  markRead(which: readonly number[] | 'all'): number[] {
    return this.#mark(which, true);
  }

  markUnread(ids: readonly number[]): void {
    this.#mark(ids, false);
  }

  pin(ids: readonly number[], pinned: boolean): void {
    const meant = new Set(ids);
    let changed = false;
    this.#items = this.#items.map((item) => {
      if (item.pinned === pinned || !meant.has(item.id)) return item;
      changed = true;
      return { ...item, pinned };
    });
    if (changed) this.#changed();
  }

  /** Takes them out, but those that are pinned. What the bound let go before stays counted. */
  clear(which: readonly number[] | 'all'): InboxCleared {
    const meant = which === 'all' ? null : new Set(which);
    const cleared = this.#take((item) => !item.pinned && (meant?.has(item.id) ?? true));
    const token = this.#nextToken++;
    if (cleared.length === 0) return { cleared: 0, token };
    this.#clearings.set(token, cleared);
    const [oldest] = this.#clearings.keys();
    if (this.#clearings.size > MAX_CLEARINGS && oldest !== undefined) this.#clearings.delete(oldest);
    this.#changed();
    return { cleared: cleared.length, token };
  }

  /** Brings back what a clearing took out. False when it is not kept any more. */
  undo(token: number): boolean {
    const cleared = this.#clearings.get(token);
    if (!cleared) return false;
    this.#clearings.delete(token);
    this.#items = [...cleared, ...this.#items].sort((a, b) => a.id - b.id);
    this.#unread += cleared.filter(({ read }) => !read).length;
    this.#letGo();
    this.#changed();
    return true;
  }

  /** Nothing of a source is to be left. */
  forget(sourceId: string): void {
    for (const [token, cleared] of this.#clearings) {
      this.#clearings.set(
        token,
        cleared.filter((item) => item.sourceId !== sourceId),
      );
    }
    if (this.#take((item) => item.sourceId === sourceId).length > 0) this.#changed();
  }

  #push(item: Omit<NotificationItem, 'id' | 'read' | 'pinned'>): void {
    this.#items.push({ ...item, id: this.#nextId++, read: false, pinned: false });
    this.#unread++;
  }

  #mark(which: readonly number[] | 'all', read: boolean): number[] {
    const meant = which === 'all' ? null : new Set(which);
    const marked: number[] = [];
    this.#items = this.#items.map((item) => {
      if (item.read === read || meant?.has(item.id) === false) return item;
      marked.push(item.id);
      return { ...item, read };
    });
    this.#unread += read ? -marked.length : marked.length;
    if (marked.length > 0) this.#changed();
    return marked;
  }

  /** Takes out what `isMeant`. */
  #take(isMeant: (item: NotificationItem) => boolean): NotificationItem[] {
    const taken: NotificationItem[] = [];
    this.#items = this.#items.filter((item) => {
      if (!isMeant(item)) return true;
      taken.push(item);
      return false;
    });
    this.#unread -= taken.filter(({ read }) => !read).length;
    return taken;
  }

  /** Lets the oldest go that are more than the bound allows, pinned ones last, and counts them. */
  #letGo(): void {
    let surplus = this.#items.length - this.#limit;
    if (surplus <= 0) return;
    this.#dropped += surplus;
    const goes = (): boolean => surplus > 0 && surplus-- > 0;
    this.#take(({ pinned }) => !pinned && goes());
    this.#take(goes);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

type Weight = Pick<NotificationItem, 'level' | 'priority'>;

/** What a rule told of an event, with the event's own words. */
function inOwnWords(
  { appSays: _ofOurs, ...item }: NotificationItem,
  { title, body, appSays }: Pick<NotificationItem, 'title' | 'body' | 'appSays'>,
): NotificationItem {
  return { ...item, title, body, ...(appSays && { appSays }) };
}

/** One notification with the worse level and the higher priority of two. */
function weightier(item: NotificationItem, other: Weight): NotificationItem {
  const higher = <T>(order: readonly T[], a: T, b: T): T => (order.indexOf(b) > order.indexOf(a) ? b : a);
  return {
    ...item,
    level: higher(LEVELS, item.level, other.level),
    priority: higher(PRIORITIES, item.priority, other.priority),
  };
}
