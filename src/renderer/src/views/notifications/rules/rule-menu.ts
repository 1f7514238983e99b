import { CopyPlus, Pencil, Power, PowerOff, Trash2 } from '@lucide/vue';
import type { RuleView } from '@shared/rule';
import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';

/** What can be done with a rule. @param isFull there is no room for another one */
export function ruleMenu({ enabled }: Pick<RuleView, 'enabled'>, isFull: boolean): MenuEntry[] {
  return [
    { id: 'edit', label: t('notifications.rules.card.edit'), icon: Pencil },
    { id: 'duplicate', label: t('notifications.rules.card.duplicate'), icon: CopyPlus, disabled: isFull },
    {
      id: 'switch',
      label: t(enabled ? 'notifications.rules.card.switchOff' : 'notifications.rules.card.switchOn'),
      icon: enabled ? PowerOff : Power,
    },
    'separator',
    { id: 'remove', label: t('common.remove'), icon: Trash2, danger: true },
  ];
}
