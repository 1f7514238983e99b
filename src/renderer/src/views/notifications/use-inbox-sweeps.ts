import { t, type MessageKey } from '../../i18n/i18n';
import { useInbox } from '../../stores/inbox';
import { useToasts } from '../../stores/toasts';
import { whole } from '../../ui/format';

/** How long what was done to all can be taken back from its toast, ms (DESIGN section 6). */
const UNDO_MS = 8_000;

/** What is done to the whole inbox at once, each with a way back. Both reject when the call fails. */
export function useInboxSweeps(): { clear(): Promise<void>; markAllRead(): Promise<void> } {
  const inbox = useInbox();
  const toasts = useToasts();

  async function undo(back: MessageKey | null): Promise<void> {
    try {
      if (!(await inbox.undo())) toasts.show({ level: 'warning', title: t('notifications.tooLate') });
      else if (back) toasts.show({ level: 'success', title: t(back), stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  function offer(title: string, back: MessageKey | null): void {
    const action = { label: t('common.undo'), run: () => void undo(back) };
    toasts.show({ level: 'info', title, stayMs: UNDO_MS, action });
  }
  async function clear(): Promise<void> {
    const count = inbox.state.items.length;
    await inbox.clear();
    const notifications = t('common.notifications', { n: whole(count) }, count);
    offer(t('notifications.cleared', { notifications }), 'notifications.restored');
  }
  async function markAllRead(): Promise<void> {
    const count = inbox.unread;
    await inbox.markRead('all');
    offer(t('notifications.marked', { n: whole(count) }, count), null);
  }
  return { clear, markAllRead };
}
