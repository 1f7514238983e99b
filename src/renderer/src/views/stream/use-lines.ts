import { computed, type ComputedRef } from 'vue';
import { useFeed } from '../../stores/feed';
import { useSources } from '../../stores/sources';
import { visibleExcerpt } from '../../ui/visible-text';
import type { Line } from './rows/line';
import { useSourceHues } from './source-hues';
import type { TableScroll } from './use-table-scroll';

/** Most of a source's name that is put into its cell. */
const MAX_SOURCE = 80;

/** The rows that are drawn, by ascending position. */
export function useLines({ range, offset }: Pick<TableScroll, 'range' | 'offset'>): ComputedRef<Line[]> {
  const feed = useFeed();
  const sources = useSources();
  const sourceHues = useSourceHues();
  return computed<Line[]>(() => {
    const { from, to } = range.value;
    const { selection, cursor, shown } = feed;
    const made: Line[] = [];
    for (let position = from; position < to; position++) {
      const above = feed.at(position - 1);
      const row = feed.at(position);
      const chosen = selection.active && selection.has(position, row);
      const current = position === cursor;
      made.push({
        position,
        top: offset(position),
        rowIndex: position - shown.first + 2,
        row,
        previousAt: above && above.kind !== 'missing' ? above.receivedAt : null,
        source: row ? visibleExcerpt(sources.nameOf(row.sourceId), MAX_SOURCE) : '',
        sourceHue: row ? sourceHues.of(row.sourceId) : null,
        hue: feed.hueOf(row?.type ?? ''),
        current,
        chosen,
        selected: selection.active ? chosen : current,
      });
    }
    return made;
  });
}
