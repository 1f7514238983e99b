import { computed, nextTick, ref, type ComputedRef, type Ref } from 'vue';
import type { InboxRow } from './inbox-groups';

export interface InboxCursor {
  /** Of the line that was focused last. */
  readonly cursorKey: Ref<string | null>;
  /** The line where Tab comes in: the one last focused, as long as it is there. */
  readonly tabStop: ComputedRef<string | null>;
  /** The line that keys are about, and its place; -1: none. */
  at(): number;
  focusRow(key: string): Promise<void>;
  focusList(): void;
  /** Focuses the line there, or the nearest one; draws more when that is needed. */
  go(to: number): void;
}

/** Which line of the inbox has the focus. */
export function useInboxCursor(
  rows: Readonly<Ref<readonly InboxRow[]>>,
  list: Readonly<Ref<HTMLElement | null>>,
  more: { readonly hidden: Readonly<Ref<number>>; showMore(): void },
): InboxCursor {
  const cursorKey = ref<string | null>(null);
  const at = (): number => rows.value.findIndex((row) => row.key === cursorKey.value);
  const tabStop = computed(() => rows.value[at()]?.key ?? rows.value[0]?.key ?? null);

  async function focusRow(key: string): Promise<void> {
    cursorKey.value = key;
    await nextTick();
    const button = [...(list.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].find(
      (element) => element.dataset['row'] === key,
    );
    button?.focus();
    button?.scrollIntoView({ block: 'nearest' });
  }
  function focusList(): void {
    if (tabStop.value !== null) void focusRow(tabStop.value);
  }
  function go(to: number): void {
    if (to >= rows.value.length && more.hidden.value > 0) more.showMore();
    const next = rows.value[Math.min(Math.max(0, to), rows.value.length - 1)];
    if (next) void focusRow(next.key);
  }
  return { cursorKey, tabStop, at, focusRow, focusList, go };
}
