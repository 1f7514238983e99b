import {
  Bell,
  BellOff,
  Copy,
  EyeOff,
  Filter,
  FilterX,
  Link,
  Pause,
  Pencil,
  Pin,
  PinOff,
  Play,
  Plus,
  RefreshCw,
  ScanSearch,
  Trash2,
} from '@lucide/vue';
import { copyEntries } from '../../app/copy-menu';
import { t } from '../../i18n/i18n';
import type { MenuEntry, MenuItem } from '../../ui/menu-entry';

/** How things stand with a source or a capture of the sidebar. */
export interface SideStanding {
  /** The list shows it and not everything. */
  readonly chosen: boolean;
  /** The list shows it and nothing else. */
  readonly alone: boolean;
  readonly muted: boolean;
  /** It stands before those that are not. */
  readonly pinned: boolean;
  /** There is an event of it that can be looked at. */
  readonly hasEvents: boolean;
}

/** What can be done with what a source or a capture brings into the list. */
export function narrowingEntries({ chosen, alone }: SideStanding): MenuItem[] {
  return [
    alone
      ? { id: 'only', label: t('stream.sources.menu.all'), icon: FilterX }
      : { id: 'only', label: t('stream.sources.menu.only'), icon: Filter },
    {
      id: 'add',
      label: chosen ? t('stream.sources.menu.takeOut') : t('stream.sources.menu.add'),
      icon: Plus,
      keys: 'Ctrl Enter',
      disabled: alone,
    },
    { id: 'exclude', label: t('stream.sources.menu.exclude'), icon: EyeOff },
  ];
}

/** Mutes a source or a capture, looks at its newest event, and copies its name. */
export function lookingEntries({ muted, hasEvents }: SideStanding): MenuItem[] {
  return [
    muted
      ? { id: 'mute', label: t('stream.tree.menu.unmute'), icon: Bell }
      : { id: 'mute', label: t('stream.tree.menu.mute'), icon: BellOff },
    { id: 'inspect', label: t('stream.tree.menu.inspect'), icon: ScanSearch, disabled: !hasEvents },
    { id: 'copy-name', label: t('stream.tree.menu.copy'), icon: Copy },
  ];
}

/** What can be done with a source. */
export function sourceMenu(at: SideStanding, paused: boolean, flows: boolean): MenuEntry[] {
  return [
    ...narrowingEntries(at),
    'separator',
    at.pinned
      ? { id: 'pin', label: t('stream.tree.menu.unpin'), icon: PinOff }
      : { id: 'pin', label: t('stream.tree.menu.pin'), icon: Pin },
    ...lookingEntries(at),
    { id: 'copy-address', label: t('stream.sources.menu.copyAddress'), icon: Link },
    ...copyEntries(),
    'separator',
    paused
      ? { id: 'resume', label: t('common.resume'), icon: Play }
      : { id: 'pause', label: t('common.pause'), icon: Pause },
    {
      id: 'retry',
      label: t('stream.sources.menu.retry'),
      icon: RefreshCw,
      disabled: paused || flows,
    },
    { id: 'edit', label: t('stream.sources.menu.edit'), icon: Pencil },
    'separator',
    { id: 'remove', label: t('stream.sources.menu.remove'), icon: Trash2, danger: true },
  ];
}
