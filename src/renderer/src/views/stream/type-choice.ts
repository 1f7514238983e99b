import { EyeOff, Filter, FilterX, Plus } from '@lucide/vue';
import type { TypeCount } from '@shared/feed';
import { t } from '../../i18n/i18n';
import type { Hue } from '../../stores/type-hues';
import type { MenuEntry } from '../../ui/menu-entry';

/** An event type with its colour. */
export type ShownType = TypeCount & { readonly hue: Hue };

/** What choosing a type does. */
export type TypeAction = 'only' | 'exclude' | 'add';

/** What a click or Enter on a type does, by what is held with it. */
export function typeAction({ altKey, ctrlKey, metaKey }: MouseEvent | KeyboardEvent): TypeAction {
  if (altKey) return 'exclude';
  return ctrlKey || metaKey ? 'add' : 'only';
}

/** What can be done with a type. */
export function typeMenu(isChosen: boolean, isExcluded: boolean): MenuEntry[] {
  return [
    { id: 'only', label: t('stream.types.menu.only'), icon: Filter, keys: 'Enter' },
    {
      id: 'add',
      label: isChosen ? t('stream.types.menu.takeOut') : t('stream.types.menu.add'),
      icon: isChosen ? FilterX : Plus,
      keys: 'Ctrl Enter',
    },
    {
      id: 'exclude',
      label: isExcluded ? t('stream.types.menu.include') : t('stream.types.menu.exclude'),
      icon: EyeOff,
      keys: 'Alt Enter',
    },
  ];
}
