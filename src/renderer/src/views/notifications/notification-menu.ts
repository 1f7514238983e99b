import { Check, Copy, Filter, FilterX, Hash, Mail, PanelTopClose, PanelTopOpen, Waves } from '@lucide/vue';
import { keysFor } from '../../actions/key-bindings';
import { t } from '../../i18n/i18n';
import { tailOf } from '../../ui/format';
import type { MenuEntry } from '../../ui/menu-entry';
import { visibleExcerpt, visibleText } from '../../ui/visible-text';
import type { InboxFilter, InboxRow } from './inbox-groups';

/** Most of a name that a line of the menu takes, UTF-16 code units. */
const LONGEST = 40;

/** How things stand with a line of the inbox. */
export interface InboxRowStanding {
  readonly row: InboxRow;
  readonly open: boolean;
  readonly sourceName: string;
  readonly filter: InboxFilter;
}

/** What can be done with a line of the inbox. */
export function notificationMenu({ row, open, sourceName, filter }: InboxRowStanding): MenuEntry[] {
  const { channel } = row.latest;
  const source = visibleExcerpt(sourceName, LONGEST);
  return [
    open
      ? {
          id: 'toggle',
          label: t('notifications.menu.close'),
          icon: PanelTopClose,
          keys: keysFor('inbox.close'),
        }
      : {
          id: 'toggle',
          label: t('notifications.menu.open'),
          icon: PanelTopOpen,
          keys: keysFor('inbox.open'),
        },
    {
      id: 'show',
      label: t('notifications.show'),
      icon: Waves,
      keys: open ? keysFor('inbox.open') : '',
    },
    'separator',
    {
      id: 'toggle-read',
      label: t(row.unread > 0 ? 'notifications.markRead' : 'notifications.markUnread'),
      icon: row.unread > 0 ? Check : Mail,
      keys: keysFor('inbox.toggle-read'),
    },
    { id: 'copy', label: t('notifications.copy'), icon: Copy },
    'separator',
    {
      id: 'only-source',
      label: t('notifications.menu.only', { name: source }),
      icon: Filter,
      disabled: filter.kind === 'source',
    },
    ...(channel === ''
      ? []
      : [
          {
            id: 'only-channel',
            label: t('notifications.menu.only', { name: tailOf(visibleText(channel), LONGEST) }),
            icon: Hash,
            disabled: filter.kind === 'channel',
          },
        ]),
    ...(filter.kind === 'all'
      ? []
      : [{ id: 'show-all', label: t('notifications.noMatch.action'), icon: FilterX }]),
  ];
}
