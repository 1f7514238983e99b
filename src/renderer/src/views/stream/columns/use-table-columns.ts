import { computed, type ComputedRef, type Ref } from 'vue';
import { keyOf, type ColumnKey } from '../../../stores/column-edits';
import { useColumns } from '../../../stores/feed-columns';
import { useSettings } from '../../../stores/settings';
import type { Line } from '../rows/line';
import { columnWords } from './column-words';
import { tracksOf } from './column-widths';

/** The head of one column. */
export interface ColumnHead {
  readonly key: ColumnKey;
  readonly words: string;
  /** The whole path of a field; undefined where the words say everything. */
  readonly title: string | undefined;
  /** Its values stand at the right. */
  readonly right: boolean;
  /** px; what it is meant to be while the window chooses. */
  readonly width: number;
}

export interface TableColumns {
  /** The same array as long as the columns are the same, whatever their widths. */
  readonly keys: ComputedRef<readonly ColumnKey[]>;
  readonly heads: ComputedRef<readonly ColumnHead[]>;
  /** Custom properties of the table; none while the window chooses the widths. */
  readonly style: ComputedRef<Readonly<Record<string, string>>>;
  /** Fields whose values are numbers: the same set as long as they are the same. */
  readonly numeric: ComputedRef<ReadonlySet<ColumnKey>>;
  /** Characters that fit into the cells of fields and into that of the data. */
  readonly lengths: ComputedRef<ReadonlyMap<ColumnKey, number>>;
}

/** Of the scroll bar, which the measured width of the table leaves out, px. */
const SCROLL_BAR = 10;
/** Of a cell, at the right, px. */
const PADDING = 8;
/** Width of a character of JetBrains Mono, in parts of its size. */
const CHARACTER = 0.6;
const AT_RIGHT = new Set<ColumnKey>(['delta', 'id', 'size']);

/**
 * The columns of the event list as they are drawn.
 *
 * @param width of the table without its scroll bar, px
 * @param dataWidth of the data column, px
 * @param lines that are drawn: a field whose values are numbers has its head at the right, as they have
 */
export function useTableColumns(
  width: Ref<number>,
  dataWidth: Ref<number>,
  lines: () => readonly Line[],
): TableColumns {
  const columns = useColumns();
  const settings = useSettings();

  const tracks = computed(() =>
    tracksOf(columns.columns, {
      width: width.value + SCROLL_BAR,
      dataSize: settings.settings.dataSize,
      showsClock: settings.settings.rowTime === 'clock',
    }),
  );
  const keys = computed<readonly ColumnKey[]>((before) => {
    const next = columns.columns.map(keyOf);
    return before && String(before) === String(next) ? before : next;
  });
  const numeric = computed<ReadonlySet<ColumnKey>>((before) => {
    const next = columns.paths.filter((path) => isNumber(lines(), path));
    const isSame = before?.size === next.length && next.every((path) => before.has(`field:${path}`));
    return isSame ? before : new Set(next.map((path): ColumnKey => `field:${path}`));
  });
  const heads = computed(() =>
    columns.columns.map((column): ColumnHead => {
      const key = keyOf(column);
      return {
        key,
        words: columnWords(column, settings.settings.rowTime),
        title: column.kind === 'field' ? column.path : undefined,
        right: AT_RIGHT.has(key) || numeric.value.has(key),
        width: tracks.value.widths.get(key) ?? 0,
      };
    }),
  );
  const style = computed<Readonly<Record<string, string>>>(() =>
    columns.isUsual ? {} : { '--cols': tracks.value.template, '--cols-least': `${tracks.value.least}px` },
  );
  const lengths = computed<ReadonlyMap<ColumnKey, number>>(() => {
    const fit = (px: number): number => Math.floor(px / (settings.settings.dataSize * CHARACTER));
    const made = new Map<ColumnKey, number>([['data', fit(dataWidth.value)]]);
    for (const column of columns.columns) {
      const key = keyOf(column);
      // One more than fits: what is cut within it is the browser's, which knows the width of every letter.
      if (column.kind === 'field') made.set(key, fit((tracks.value.widths.get(key) ?? 0) - PADDING) + 1);
    }
    return made;
  });
  return { keys, heads, style, numeric, lengths };
}

function isNumber(lines: readonly Line[], path: string): boolean {
  for (const { row } of lines) {
    const value = row?.values?.[path];
    if (typeof value === 'string' && value !== '') return /^[-\d]/u.test(value);
  }
  return false;
}
