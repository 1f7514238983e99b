import {
  Bell,
  BellOff,
  ChartSpline,
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
import { keysFor } from '../../actions/key-bindings';
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
  /** Its newest event brought a number, that can be charted. */
  readonly hasNumber: boolean;
  /** Its name can be kept in the settings. */
  readonly markable: boolean;
}

/** What can be done with a line of the channel tree. */
export function channelMenu(at: ChannelStanding): MenuEntry[] {
  const only = keysFor('tree.choose');
  const pin = keysFor('tree.pin');
  const mute = keysFor('tree.mute');
  return [
    at.alone
      ? { id: 'only', label: t('stream.tree.menu.all'), icon: FilterX, keys: only }
      : { id: 'only', label: t('stream.tree.menu.only'), icon: Filter, keys: only },
    {
      id: 'add',
      label: at.chosen ? t('stream.tree.menu.takeOut') : t('stream.tree.menu.add'),
      icon: Plus,
      keys: keysFor('tree.add'),
      disabled: at.alone || !(at.chosen || at.others),
    },
    { id: 'exclude', label: t('stream.tree.menu.exclude'), icon: EyeOff },
    'separator',
    at.pinned
      ? { id: 'pin', label: t('stream.tree.menu.unpin'), icon: PinOff, keys: pin }
      : { id: 'pin', label: t('stream.tree.menu.pin'), icon: Pin, keys: pin, disabled: !at.markable },
    at.muted
      ? { id: 'mute', label: t('stream.tree.menu.unmute'), icon: Bell, keys: mute }
      : {
          id: 'mute',
          label: t('stream.tree.menu.mute'),
          icon: BellOff,
          keys: mute,
          disabled: !at.markable,
        },
    'separator',
    { id: 'inspect', label: t('stream.tree.menu.inspect'), icon: ScanSearch },
    ...(at.hasNumber ? [{ id: 'chart', label: t('stream.tree.menu.chart'), icon: ChartSpline }] : []),
    { id: 'about', label: t('stream.tree.menu.about'), icon: Info, keys: keysFor('tree.details') },
    { id: 'copy', label: t('stream.tree.menu.copy'), icon: Copy },
  ];
}
