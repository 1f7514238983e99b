import { ArrowDown, ArrowUp, BellPlus, Copy, Pencil, Play, Trash2 } from '@lucide/vue';
import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';

/** What can be done with a saved query. `first`, `last`: there is nothing before, after it. */
export function savedQueryMenu(at: { readonly first: boolean; readonly last: boolean }): MenuEntry[] {
  return [
    { id: 'run', label: t('palette.saved.run'), icon: Play, keys: 'Enter' },
    { id: 'alert', label: t('notifications.rules.aboutQuery'), icon: BellPlus },
    { id: 'copy', label: t('palette.saved.copy'), icon: Copy },
    { id: 'rename', label: t('common.rename'), icon: Pencil, keys: 'F2' },
    'separator',
    { id: 'up', label: t('palette.saved.up'), icon: ArrowUp, keys: 'Alt Up', disabled: at.first },
    { id: 'down', label: t('palette.saved.down'), icon: ArrowDown, keys: 'Alt Down', disabled: at.last },
    'separator',
    { id: 'remove', label: t('common.remove'), icon: Trash2, keys: 'Delete', danger: true },
  ];
}
