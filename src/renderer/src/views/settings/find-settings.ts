import { t } from '../../i18n/i18n';
import { ROW_IDS, rowInfo, SECTION_IDS, type RowId, type SectionId } from './setting-rows';

/** Letters as they are typed in a hurry: without case and marks. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

export interface FoundSetting {
  readonly row: RowId;
  readonly section: SectionId;
  readonly label: string;
}

/**
 * The rows whose name, explanation or section has every word of `query` in it, those whose name has them first. None for
 * an empty query.
 */
export function findSettings(query: string): FoundSetting[] {
  const words = plain(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const found = ROW_IDS.flatMap((row) => {
    const { section, label, help } = rowInfo(row);
    const name = plain(t(label));
    const rest = plain(`${t(`settings.sections.${section}`)} ${help ? t(help) : ''}`);
    if (!words.every((word) => name.includes(word) || rest.includes(word))) return [];
    return [{ row, section, label: t(label), inName: words.every((word) => name.includes(word)) }];
  });
  return found
    .sort(
      (a, b) =>
        Number(b.inName) - Number(a.inName) ||
        SECTION_IDS.indexOf(a.section) - SECTION_IDS.indexOf(b.section),
    )
    .map(({ row, section, label }) => ({ row, section, label }));
}
