import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { readFieldPath } from '@shared/field-path';
import { MAX_FIELD_COLUMNS, MAX_FIELD_PATH, type EventColumn, type TableColumn } from '@shared/table-layout';
import {
  keyOf,
  moved,
  resized,
  usualColumns,
  withBack,
  withEventColumn,
  withField,
  withLayout,
  without,
  type ColumnKey,
} from './column-edits';
import { useFeed } from './feed';
import { useSettings } from './settings';
import { useToasts } from './toasts';

/** From the last change of columns until they are saved, ms: a width that is dragged is one change. */
const SAVE_MS = 400;

/** What became of a field that was to be a column. `full`: there are `MAX_FIELD_COLUMNS` of them. */
export type FieldAnswer = 'added' | 'present' | 'full' | 'no-path';

/**
 * The columns of the event list: those of the source that is looked at alone, otherwise those of all of them together, which a
 * source has as well until it gets its own. The settings remember them.
 */
export const useColumns = defineStore('columns', () => {
  const feed = useFeed();
  const settings = useSettings();
  const toasts = useToasts();

  /** Not saved yet; null while everything is. */
  const draft = shallowRef<{
    readonly source: string;
    readonly columns: readonly TableColumn[] | null;
  } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The source whose table it is; `''` for all together. */
  const source = computed(() => (feed.filter.sources.length === 1 ? feed.filter.sources[0]! : ''));
  const tables = computed(() => {
    const saved = settings.settings.tables;
    if (!draft.value) return saved;
    const { source: changed, columns: next } = draft.value;
    return withLayout(saved, changed, next && { columns: [...next] });
  });
  const own = computed(() => tables.value[source.value]?.columns ?? null);
  /** Null: nobody changed them, and the window chooses what it has room for. */
  const chosen = computed(() => own.value ?? tables.value['']?.columns ?? null);
  const usual = computed(() =>
    usualColumns(settings.settings.showDelta && settings.settings.rowTime !== 'delta'),
  );
  /** Those that show, in their order. */
  const columns = computed<readonly TableColumn[]>(() => chosen.value ?? usual.value);
  const isUsual = computed(() => chosen.value === null);
  const isOwn = computed(() => own.value !== null);

  const paths = computed(() =>
    columns.value.flatMap((column) => (column.kind === 'field' ? column.path : [])),
  );
  watch(paths, feed.setColumns, { immediate: true });

  function change(next: readonly TableColumn[] | null, of = source.value): void {
    if (draft.value && draft.value.source !== of) save();
    draft.value = { source: of, columns: next };
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_MS);
  }
  /** Saves at once what waits to be saved. */
  function save(): void {
    clearTimeout(timer);
    if (!draft.value) return;
    const saved = settings.change({ tables: tables.value });
    draft.value = null;
    saved.catch((error: unknown) => toasts.fail(error));
  }
  window.addEventListener('beforeunload', save);

  const has = (key: ColumnKey): boolean => columns.value.some((column) => keyOf(column) === key);

  /**
   * Shows what the payloads have at a path, as the query language has it: `**.userId`, `order.total`. Where the data
   * column shows, the new one stands before it.
   */
  function addField(path: string): FieldAnswer {
    const trimmed = path.trim();
    if (readFieldPath(trimmed) === null || trimmed.length > MAX_FIELD_PATH) return 'no-path';
    if (has(`field:${trimmed}`)) return 'present';
    if (paths.value.length >= MAX_FIELD_COLUMNS) return 'full';
    change(withField(columns.value, trimmed));
    return 'added';
  }

  /**
   * Changes the columns, and answers what takes that back, whichever source is looked at by then: they are what they were, or
   * what `merged` makes of those that were changed since.
   */
  function changeForNow(
    next: readonly TableColumn[] | null,
    merged: (now: readonly TableColumn[]) => readonly TableColumn[],
  ): () => void {
    const of = source.value;
    const before = own.value;
    change(next);
    return () => {
      const now = tables.value[of]?.columns ?? null;
      change(now === null || isSame(now, next) ? before : merged(now), of);
    };
  }

  return {
    source,
    columns,
    isUsual,
    isOwn,
    paths,
    has,
    addField,
    show: (column: EventColumn) => change(withEventColumn(columns.value, column)),
    /** Hides a column of every event, and removes one of a field; the last one stays. Answers what takes it back. */
    hide(key: ColumnKey): () => void {
      const before = columns.value;
      return changeForNow(without(before, key), (now) => withBack(now, before, key));
    },
    move: (key: ColumnKey, to: number) => change(moved(columns.value, key, to)),
    /** @param width px; null for the usual one */
    resize: (key: ColumnKey, width: number | null) => change(resized(columns.value, key, width)),
    /**
     * Gives up what was changed: a source has the columns of all sources again, and those the usual ones. Answers what takes
     * it back.
     */
    reset(): () => void {
      const before = columns.value;
      return changeForNow(null, () => before);
    },
    save,
  };
});

const isSame = (a: readonly TableColumn[], b: readonly TableColumn[] | null): boolean =>
  a.length === b?.length &&
  a.every((column, i) => keyOf(column) === keyOf(b[i]!) && column.width === b[i]!.width);
