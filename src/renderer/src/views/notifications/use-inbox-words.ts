import { computed, type ComputedRef, type Ref } from 'vue';
import type { NotificationItem } from '@shared/notification';
import { t } from '../../i18n/i18n';
import { useInbox } from '../../stores/inbox';
import { whole } from '../../ui/format';
import type { InboxFilter } from './inbox-filter';

/** What the bar of the inbox says about what is shown. */
export function useInboxWords(shown: {
  readonly filter: Readonly<Ref<InboxFilter>>;
  readonly text: Readonly<Ref<string>>;
  readonly matched: Readonly<Ref<readonly NotificationItem[]>>;
}): {
  readonly title: ComputedRef<string>;
  readonly count: ComputedRef<string>;
  /** Not all are shown. */
  readonly isNarrowed: ComputedRef<boolean>;
} {
  const inbox = useInbox();
  const isNarrowed = computed(() => shown.filter.value.length > 0 || shown.text.value.trim() !== '');
  const title = computed(() => {
    const [kind, ...more] = shown.filter.value.map((one) => one.kind);
    const isView = more.length === 0 && (kind === 'unread' || kind === 'pinned');
    return t(isView ? `notifications.${kind}` : 'notifications.inbox');
  });
  const count = computed(() => {
    const { items, muted } = inbox.state;
    const all = whole(items.length);
    if (isNarrowed.value)
      return t('notifications.countNarrowed', { part: whole(shown.matched.value.length), all });
    const said = t('notifications.count', { all, unread: whole(inbox.unread) });
    return muted === 0 ? said : t('notifications.countMuted', { said, n: whole(muted) }, muted);
  });
  return { title, count, isNarrowed };
}
