import { ref, type Ref } from 'vue';
import { t } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { useFeed } from '../../stores/feed';
import { useInbox } from '../../stores/inbox';
import { useRuleEditing } from '../../stores/rule-editing';
import { useSources } from '../../stores/sources';
import { useToasts } from '../../stores/toasts';
import { idsOf, type InboxRow } from './inbox-groups';
import { notificationText } from './notification-text';
import { useInboxSweeps } from './use-inbox-sweeps';

export interface InboxDeeds {
  /** Why the opened notification cannot be shown in the stream. */
  readonly revealProblem: Ref<string | null>;
  /** All repeats of it. */
  markRead(row: InboxRow): void;
  /** All repeats become read, or the latest becomes unread. */
  toggleRead(row: InboxRow): void;
  togglePin(row: InboxRow): void;
  remove(row: InboxRow): void;
  copy(row: InboxRow): void;
  /** Opens the editor of rules with one about what is like it. */
  makeRule(row: InboxRow): void;
  /** Takes the person to the event; says when it is gone. */
  showInStream(row: InboxRow): Promise<void>;
}

/** What can be done with a line of the inbox. */
export function useInboxDeeds(
  run: (work: () => Promise<unknown>) => Promise<boolean>,
  isOpen: (row: InboxRow) => boolean,
): InboxDeeds {
  const app = useApp();
  const feed = useFeed();
  const inbox = useInbox();
  const editing = useRuleEditing();
  const sources = useSources();
  const toasts = useToasts();
  const sweeps = useInboxSweeps();
  const revealProblem = ref<string | null>(null);

  const markRead = (row: InboxRow): void => {
    const unread = row.items.filter(({ read }) => !read).map(({ id }) => id);
    void run(() => inbox.markRead(unread));
  };
  const toggleRead = (row: InboxRow): void =>
    row.unread > 0 ? markRead(row) : void run(() => inbox.markUnread([row.latest.id]));

  async function showInStream(row: InboxRow): Promise<void> {
    const { seq } = row.latest;
    revealProblem.value = null;
    if (seq !== null && (await feed.reveal(seq))) app.view = 'stream';
    // A rule may tell of what is no event: then there is nothing to show, and nothing is missing.
    else if (seq === null && row.latest.rule) return;
    else if (isOpen(row)) revealProblem.value = t('notifications.goneShort');
    else toasts.show({ level: 'info', title: t('notifications.goneShort'), stayMs: 4_000 });
  }

  return {
    revealProblem,
    markRead,
    toggleRead,
    togglePin: (row) => void run(() => inbox.pin(idsOf(row), !row.pinned)),
    remove: (row) => void run(() => sweeps.remove(row.items)),
    copy: ({ latest }) => void run(() => app.copy(notificationText(latest, sources.nameOf(latest.sourceId)))),
    makeRule: ({ latest }) => editing.createFromItem(latest),
    showInStream,
  };
}
