import type { ConfigurationChanges, ListChanges } from '@shared/configuration';
import { t } from '../../i18n/i18n';
import { listed, whole } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';
import { ROW_IDS, rowInfo, type RowId } from './setting-rows';

export interface ChangeLine {
  /** `3 sources added`. */
  readonly what: string;
  readonly names: string;
  /** Something goes. */
  readonly danger: boolean;
}

/** Names that are written out of each list. */
const MOST_NAMES = 8;
const LISTS = ['sources', 'environments', 'queries', 'rules'] as const;
const HOWS = ['added', 'changed', 'removed'] as const satisfies readonly (keyof ListChanges)[];

/** What an import changes, a line for each kind of thing and what becomes of it; none when all is as it would be. */
export function changeLines(changes: ConfigurationChanges): ChangeLine[] {
  const lines = LISTS.flatMap((list) =>
    HOWS.flatMap((how): ChangeLine[] => {
      const names = changes[list][how];
      if (names.length === 0) return [];
      const what = t(`settings.configuration.${list}.${how}`, { n: whole(names.length) }, names.length);
      return [{ what, names: named(names), danger: how === 'removed' }];
    }),
  );
  const { settings } = changes;
  if (settings.length === 0) return lines;
  const what = t('settings.configuration.settings', { n: whole(settings.length) }, settings.length);
  return [...lines, { what, names: named(settings.map(nameOfKey)), danger: false }];
}

/** Rows whose values have no way back of their own, by where they lie. */
const OTHER_KEYS: Readonly<Record<string, RowId>> = {
  tables: 'columns',
  pinnedChannels: 'pinnedChannels',
  mutedChannels: 'mutedChannels',
  'history.megabytes': 'megabytes',
  'history.events': 'events',
  'history.days': 'days',
};

/** What the settings call a key; the key itself where no row is about it. */
function nameOfKey(key: string): string {
  const row = OTHER_KEYS[key] ?? ROW_IDS.find((id) => rowInfo(id).path?.join('.') === key);
  return row === undefined ? key : t(rowInfo(row).label);
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => visibleExcerpt(name, 40));
  const left = names.length - shown.length;
  return listed(left > 0 ? [...shown, t('settings.configuration.andMore', { n: whole(left) })] : shown);
}
