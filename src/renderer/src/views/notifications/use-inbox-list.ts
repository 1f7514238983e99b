import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { NotificationItem } from '@shared/notification';
import {
  countInbox,
  grouped,
  mentions,
  type Grouping,
  type InboxCounts,
  type InboxGroup,
  type InboxRow,
} from './inbox-groups';
import { passes, type InboxFilter } from './inbox-filter';

/** Rows drawn at first, and more with each step: a thousand at once would be slow to draw. */
const STEP = 200;

export interface InboxList {
  readonly grouping: Ref<Grouping>;
  readonly filter: Ref<InboxFilter>;
  readonly text: Ref<string>;
  /** By id: stay although they no longer pass, because they are being read. */
  readonly kept: Ref<ReadonlySet<number>>;
  readonly counts: ComputedRef<InboxCounts>;
  /** Notifications that pass the filter and the search. */
  readonly matched: ComputedRef<readonly NotificationItem[]>;
  readonly groups: ComputedRef<readonly InboxGroup[]>;
  /** The rows of all groups in their order, as far as they are drawn. */
  readonly rows: ComputedRef<readonly InboxRow[]>;
  /** Rows that are not drawn yet. */
  readonly hidden: ComputedRef<number>;
  showMore(): void;
  showAll(): void;
}

/** The inbox filtered, searched, grouped and folded. */
export function useInboxList(
  items: () => readonly NotificationItem[],
  now: () => number,
  sourceName: (id: string) => string,
): InboxList {
  const grouping = ref<Grouping>('level');
  const filter = shallowRef<InboxFilter>([]);
  const text = ref('');
  const kept = shallowRef<ReadonlySet<number>>(new Set());
  const limit = ref(STEP);

  const counts = computed(() => countInbox(items(), filter.value));
  const matched = computed(() =>
    items().filter(
      (item) => (passes(item, filter.value) || kept.value.has(item.id)) && mentions(item, text.value.trim()),
    ),
  );
  const everything = computed(() =>
    // Only groups by age change with the time.
    grouped(matched.value, grouping.value, grouping.value === 'time' ? now() : 0, sourceName),
  );
  const groups = computed(() => {
    let left = limit.value;
    const drawn: InboxGroup[] = [];
    for (const group of everything.value) {
      if (left <= 0) break;
      drawn.push({ ...group, rows: group.rows.slice(0, left) });
      left -= group.rows.length;
    }
    return drawn;
  });
  const rows = computed(() => groups.value.flatMap((group) => group.rows));
  const hidden = computed(
    () => everything.value.reduce((sum, group) => sum + group.rows.length, 0) - rows.value.length,
  );
  watch([grouping, filter, text], () => {
    limit.value = STEP;
    kept.value = new Set();
  });

  const showMore = (): void => void (limit.value += STEP);
  function showAll(): void {
    filter.value = [];
    text.value = '';
  }
  return { grouping, filter, text, kept, counts, matched, groups, rows, hidden, showMore, showAll };
}
