import {
  Bell,
  BellOff,
  Copy,
  EyeOff,
  Filter,
  FilterX,
  Info,
  Pin,
  PinOff,
  Plus,
  ScanSearch,
} from '@lucide/vue';
import { t } from '../../i18n/i18n';
import type { MenuEntry } from '../../ui/menu-entry';

/** How things stand with a line of the channel tree. */
export interface ChannelStanding {
  /** It filters the events, and whether nothing else does. */
  readonly chosen: boolean;
  readonly alone: boolean;
  /** Other channels filter the events. */
  readonly others: boolean;
  readonly pinned: boolean;
  readonly muted: boolean;
  /** Its name can be kept in the settings. */
  readonly markable: boolean;
}

/** What can be done with a line of the channel tree. */
export function channelMenu(at: ChannelStanding): MenuEntry[] {
  return [
    at.alone
      ? { id: 'only', label: t('stream.tree.menu.all'), icon: FilterX, keys: 'Enter' }
      : { id: 'only', label: t('stream.tree.menu.only'), icon: Filter, keys: 'Enter' },
    {
      id: 'add',
      label: at.chosen ? t('stream.tree.menu.takeOut') : t('stream.tree.menu.add'),
      icon: Plus,
      keys: 'Alt Enter',
      disabled: at.alone || !(at.chosen || at.others),
    },
    { id: 'exclude', label: t('stream.tree.menu.exclude'), icon: EyeOff },
    'separator',
    at.pinned
      ? { id: 'pin', label: t('stream.tree.menu.unpin'), icon: PinOff, keys: 'Alt P' }
      : { id: 'pin', label: t('stream.tree.menu.pin'), icon: Pin, keys: 'Alt P', disabled: !at.markable },
    at.muted
      ? { id: 'mute', label: t('stream.tree.menu.unmute'), icon: Bell, keys: 'Alt M' }
      : {
          id: 'mute',
          label: t('stream.tree.menu.mute'),
          icon: BellOff,
          keys: 'Alt M',
          disabled: !at.markable,
        },
    'separator',
    { id: 'inspect', label: t('stream.tree.menu.inspect'), icon: ScanSearch },
    { id: 'about', label: t('stream.tree.menu.about'), icon: Info, keys: 'Alt I' },
    { id: 'copy', label: t('stream.tree.menu.copy'), icon: Copy },
  ];
}
