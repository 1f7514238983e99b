import type { NotificationItem } from '@shared/notification';
import { t } from '../../i18n/i18n';
import { useInbox } from '../../stores/inbox';
import { useToasts } from '../../stores/toasts';
import { whole } from '../../ui/format';

/** How long what was done to many can be taken back from its toast, ms (DESIGN section 6). */
const UNDO_MS = 8_000;
const SAID_MS = 4_000;

export interface InboxSweeps {
  /** Takes these out, but those that are pinned. */
  clear(items: readonly NotificationItem[]): Promise<void>;
  /** As `clear`, of the repeats of one row. */
  remove(items: readonly NotificationItem[]): Promise<void>;
  markRead(items: readonly NotificationItem[]): Promise<void>;
}

/** What is done to many notifications at once, each with a way back. All reject when the call fails. */
export function useInboxSweeps(): InboxSweeps {
  const inbox = useInbox();
  const toasts = useToasts();
  const counted = (n: number): string => t('common.notifications', { n: whole(n) }, n);
  const ids = (items: readonly NotificationItem[]): number[] => items.map(({ id }) => id);

  function offer(title: string, undo: () => Promise<unknown>): void {
    const run = (): void => void undo().catch(toasts.fail);
    toasts.show({ level: 'info', title, stayMs: UNDO_MS, action: { label: t('common.undo'), run } });
  }
  async function bringBack(token: number, cleared: number): Promise<void> {
    if (await inbox.undo(token)) {
      const title = t('notifications.restored', { notifications: counted(cleared) }, cleared);
      toasts.show({ level: 'success', title, stayMs: 2_500 });
    } else toasts.show({ level: 'warning', title: t('notifications.tooLate') });
  }

  async function clear(items: readonly NotificationItem[]): Promise<void> {
    const { cleared, token } = await inbox.clear(ids(items));
    if (cleared === 0) {
      toasts.show({ level: 'info', title: t('notifications.onlyPinned'), stayMs: SAID_MS });
      return;
    }
    const stay = items.some(({ pinned }) => pinned);
    const key = stay ? 'notifications.clearedPinned' : 'notifications.cleared';
    offer(t(key, { notifications: counted(cleared) }, cleared), () => bringBack(token, cleared));
  }
  async function remove(items: readonly NotificationItem[]): Promise<void> {
    const { cleared, token } = await inbox.clear(ids(items));
    if (cleared === 0) {
      toasts.show({ level: 'info', title: t('notifications.pinnedStay'), stayMs: SAID_MS });
      return;
    }
    const title = t('notifications.removed', { notifications: counted(cleared) }, cleared);
    offer(title, () => bringBack(token, cleared));
  }
  async function markRead(items: readonly NotificationItem[]): Promise<void> {
    const marked = await inbox.markRead(ids(items));
    const title = t('notifications.marked', { n: whole(marked.length) }, marked.length);
    offer(title, () => inbox.markUnread(marked));
  }
  return { clear, remove, markRead };
}
