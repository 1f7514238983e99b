import { keyOf, type ColumnKey } from '../../../stores/column-edits';
import { useColumns } from '../../../stores/feed-columns';
import { useSettings } from '../../../stores/settings';
import { useToasts } from '../../../stores/toasts';
import { t } from '../../../i18n/i18n';
import { columnWords } from './column-words';

/** How long a toast offers the way back, ms (DESIGN section 6). */
const UNDO_MS = 8_000;

/** Takes columns out of the table, with a way back. */
export function useColumnRemoval(): {
  /** Hides a column of every event, and removes one of a field. */
  hide(key: ColumnKey): void;
  /** Gives up what was changed of this table. */
  reset(): void;
} {
  const columns = useColumns();
  const settings = useSettings();
  const toasts = useToasts();

  function offer(title: string, undo: () => void): void {
    toasts.show({ level: 'info', title, stayMs: UNDO_MS, action: { label: t('common.undo'), run: undo } });
  }
  function hide(key: ColumnKey): void {
    const column = columns.columns.find((each) => keyOf(each) === key);
    if (!column || columns.columns.length === 1) return;
    const words = { column: columnWords(column, settings.settings.rowTime) };
    const undo = columns.hide(key);
    offer(t(column.kind === 'field' ? 'stream.columns.removed' : 'stream.columns.hidden', words), undo);
  }
  function reset(): void {
    offer(t('stream.columns.wasReset'), columns.reset());
  }
  return { hide, reset };
}
