import { computed, onBeforeUnmount, watch, type Ref } from 'vue';
import { useSettings } from '../../stores/settings';
import { t } from '../../i18n/i18n';
import { decimal } from '../../ui/format';
import { useNow } from '../../ui/use-now';
import type { TableColumns } from './columns/use-table-columns';
import { EventRows } from './rows/event-rows';
import type { Line, RowLook } from './rows/line';

/**
 * Draws the rows whenever something in them changes. Returns what draws at once.
 *
 * @param body holds them
 */
export function useDrawnRows(
  body: Readonly<Ref<HTMLElement | null>>,
  lines: Readonly<Ref<readonly Line[]>>,
  { keys, lengths, numeric }: Pick<TableColumns, 'keys' | 'lengths' | 'numeric'>,
): () => void {
  const store = useSettings();
  const look = computed<RowLook>(() => ({
    clock: store.settings.clock,
    time: store.settings.rowTime,
    columns: keys.value,
    lengths: lengths.value,
    numeric: numeric.value,
    words: {
      comment: t('stream.rows.comment'),
      sent: t('stream.rows.sent'),
      loading: t('stream.rows.loading'),
      beyondReach: t('stream.rows.beyondReach'),
      point: decimal(0.5).charAt(1),
    },
  }));

  let rows: EventRows | null = null;
  const draw = (): void => rows?.paint(lines.value, look.value);
  watch(
    body,
    (element) => {
      rows?.close();
      rows = element && new EventRows(element);
      draw();
    },
    { flush: 'post' },
  );
  watch([lines, look], draw, { flush: 'post' });
  watch(useNow(1_000), () => rows?.showAges());
  onBeforeUnmount(() => rows?.close());
  return draw;
}
