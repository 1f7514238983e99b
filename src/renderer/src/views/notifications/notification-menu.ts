import {
  Bell,
  BellOff,
  Check,
  Copy,
  Filter,
  FilterX,
  Hash,
  ListFilter,
  Mail,
  PanelTopClose,
  PanelTopOpen,
  Pin,
  PinOff,
  Trash2,
  Waves,
} from '@lucide/vue';
import { keysFor } from '../../actions/key-bindings';
import { t } from '../../i18n/i18n';
import { tailOf } from '../../ui/format';
import type { MenuEntry } from '../../ui/menu-entry';
import { visibleExcerpt, visibleText } from '../../ui/visible-text';
import { isOnly, type InboxFilter } from './inbox-filter';
import type { InboxRow } from './inbox-groups';

/** Most of a name that a line of the menu takes, UTF-16 code units. */
const LONGEST = 40;

/** How things stand with a line of the inbox. */
export interface InboxRowStanding {
  readonly row: InboxRow;
  readonly open: boolean;
  readonly sourceName: string;
  readonly filter: InboxFilter;
  readonly channelMuted: boolean;
  readonly sourceMuted: boolean;
}

/** What can be done with a line of the inbox. */
export function notificationMenu(standing: InboxRowStanding): MenuEntry[] {
  const { row, open, sourceName, filter } = standing;
  const { channel, sourceId, seq } = row.latest;
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
      disabled: seq === null,
    },
    'separator',
    {
      id: 'toggle-read',
      label: t(row.unread > 0 ? 'notifications.markRead' : 'notifications.markUnread'),
      icon: row.unread > 0 ? Check : Mail,
      keys: keysFor('inbox.toggle-read'),
    },
    {
      id: 'pin',
      label: t(row.pinned ? 'notifications.unpin' : 'notifications.pin'),
      icon: row.pinned ? PinOff : Pin,
      keys: keysFor('inbox.pin'),
    },
    { id: 'copy', label: t('notifications.copy'), icon: Copy },
    {
      id: 'remove',
      label: t('notifications.remove'),
      icon: Trash2,
      keys: keysFor('inbox.remove'),
      disabled: row.pinned,
    },
    'separator',
    ...muteEntries(standing),
    { id: 'rule', label: t('notifications.newRule'), icon: ListFilter, keys: keysFor('inbox.rule') },
    'separator',
    {
      id: 'only-source',
      label: t('notifications.menu.only', { name: source }),
      icon: Filter,
      disabled: sourceId === '' || isOnly(filter, { kind: 'source', sourceId }),
    },
    ...(channel === ''
      ? []
      : [
          {
            id: 'only-channel',
            label: t('notifications.menu.only', { name: tailOf(visibleText(channel), LONGEST) }),
            icon: Hash,
            disabled: isOnly(filter, { kind: 'channel', sourceId, channel }),
          },
        ]),
    ...(filter.length === 0
      ? []
      : [{ id: 'show-all', label: t('notifications.noMatch.action'), icon: FilterX }]),
  ];
}

function muteEntries({ row, sourceName, channelMuted, sourceMuted }: InboxRowStanding): MenuEntry[] {
  const { channel, sourceId } = row.latest;
  return [
    ...(channel === ''
      ? []
      : [
          {
            id: 'mute-channel',
            label: t(channelMuted ? 'notifications.mute.unmuteChannelOf' : 'notifications.mute.channelOf', {
              name: tailOf(visibleText(channel), LONGEST),
            }),
            icon: channelMuted ? Bell : BellOff,
            keys: keysFor('inbox.mute'),
          },
        ]),
    ...(sourceId === ''
      ? []
      : [
          {
            id: 'mute-source',
            label: t(sourceMuted ? 'notifications.mute.unmuteSourceOf' : 'notifications.mute.sourceOf', {
              name: visibleExcerpt(sourceName, LONGEST),
            }),
            icon: sourceMuted ? Bell : BellOff,
            keys: channel === '' ? keysFor('inbox.mute') : '',
          },
        ]),
  ];
}
