import { ArrowLeft, ArrowRight, Columns3, EyeOff, MoveHorizontal, RotateCcw, X } from '@lucide/vue';
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { keyOf, type ColumnKey } from '../../../stores/column-edits';
import { useColumns } from '../../../stores/feed-columns';
import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';
import { useColumnRemoval } from './use-column-removal';
import type { ColumnHead } from './use-table-columns';

export interface ColumnMenu {
  /** Null while the menu is not for a column. */
  readonly entries: ComputedRef<MenuEntry[] | null>;
  /** Whether the list of all columns is open. */
  readonly listOpen: Ref<boolean>;
  /** The menu opens for what is under the pointer; false when that is no head of a column. */
  openFor(target: EventTarget | null): boolean;
  choose(id: string): void;
  /** The menu is gone and the focus about to go back. */
  onGone(event: Event): void;
}

/** The menu of the head of a column. */
export function useColumnMenu(heads: () => readonly ColumnHead[]): ColumnMenu {
  const columns = useColumns();
  const removal = useColumnRemoval();
  const key = ref<ColumnKey | null>(null);
  const listOpen = ref(false);
  let opensList = false;

  const head = computed(() => heads().find((each) => each.key === key.value) ?? null);
  const index = computed(() => columns.columns.findIndex((column) => keyOf(column) === key.value));

  const entries = computed<MenuEntry[] | null>(() => {
    if (!head.value) return null;
    const { length } = columns.columns;
    const isField = head.value.key.startsWith('field:');
    return [
      { heading: t('stream.columns.column', { column: head.value.words }) },
      {
        id: 'hide',
        label: t(isField ? 'stream.columns.remove' : 'stream.columns.hide'),
        icon: isField ? X : EyeOff,
        disabled: length === 1,
      },
      {
        id: 'left',
        label: t('stream.columns.moveLeft'),
        icon: ArrowLeft,
        keys: 'Alt ←',
        disabled: index.value <= 0,
      },
      {
        id: 'right',
        label: t('stream.columns.moveRight'),
        icon: ArrowRight,
        keys: 'Alt →',
        disabled: index.value === length - 1,
      },
      {
        id: 'usual',
        label: t('stream.columns.usualWidth'),
        icon: MoveHorizontal,
        disabled: (columns.columns[index.value]?.width ?? null) === null,
      },
      'separator',
      { id: 'list', label: t('stream.columns.choose'), icon: Columns3 },
      { id: 'reset', label: t('stream.columns.reset'), icon: RotateCcw, disabled: !columns.isOwn },
    ];
  });

  function openFor(target: EventTarget | null): boolean {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
    key.value = (cell?.dataset['column'] as ColumnKey | undefined) ?? null;
    return key.value !== null;
  }
  function choose(id: string): void {
    const column = key.value;
    if (column === null) return;
    if (id === 'hide') removal.hide(column);
    else if (id === 'left') columns.move(column, index.value - 1);
    else if (id === 'right') columns.move(column, index.value + 1);
    else if (id === 'usual') columns.resize(column, null);
    else if (id === 'reset') removal.reset();
    else opensList = id === 'list';
  }
  function onGone(event: Event): void {
    if (!opensList) return;
    // The list takes the focus, and would close when it lost it.
    event.preventDefault();
    opensList = false;
    listOpen.value = true;
  }
  return { entries, listOpen, openFor, choose, onGone };
}
