import { computed, shallowRef, type ComputedRef } from 'vue';
import { MAX_WINDOW_ROWS, type ViewFilter } from '@shared/feed';
import type { ExportScope } from '@shared/history';
import type { EventRow } from '@shared/stream-event';

/** Rows that are taken one by one, at most: as many as an export takes by their numbers. */
export const MAX_SINGLE_ROWS = 10_000;

/** One end of a stretch of rows: where it is in this view, and which event it is, as far as that is known. */
export interface SelectionEnd {
  readonly position: number | null;
  readonly seq: number | null;
}

/** Rows side by side, however many, or single ones. */
type Selected =
  | { readonly kind: 'stretch'; readonly anchor: SelectionEnd; readonly head: SelectionEnd }
  | { readonly kind: 'rows'; readonly seqs: ReadonlySet<number> };

/** Before everything, also before what the search of the history has yet to find. */
const BEGINNING: SelectionEnd = { position: -Infinity, seq: 1 };

export interface FeedSelection {
  /** Whether rows are selected apart from the cursor. */
  readonly active: ComputedRef<boolean>;
  /** How many; null while that is being looked up in a new view. */
  readonly count: ComputedRef<number | null>;
  has(position: number, row: EventRow | undefined): boolean;
  /** Selects from where the selection began, or else from `from`, to `to`. */
  extend(from: SelectionEnd, to: SelectionEnd): void;
  /**
   * Adds a row, or takes it out; answers whether that was possible: of a larger selection than `MAX_SINGLE_ROWS` none
   * is taken out, and none is added to it.
   *
   * @param beside the row that counts as selected when nothing is yet
   */
  toggle(row: EventRow, beside: EventRow | null): Promise<boolean>;
  /** Selects everything up to a row. */
  selectTo(end: SelectionEnd): void;
  clear(): void;
  /** What an export would take; null when nothing is selected, or there is a new view before that is known. */
  scope(filter: ViewFilter): Promise<ExportScope | null>;
  /** The oldest of the rows in order, at most so many; null as with `scope`. */
  seqs(most: number): Promise<readonly number[] | null>;
  /** Rows have come: ends of the selection may be among them. */
  learn(): void;
  /** A new view over the same filter: the ends are looked up in it. */
  renew(): void;
}

/** What a selection has to know of the feed. */
export interface SelectionGround {
  /** First position that there is. */
  first(): number;
  at(position: number): EventRow | undefined;
  /** Rows anywhere; null when there is a new view before they come. */
  read(from: number, count: number): Promise<readonly EventRow[] | null>;
  /** Where in this view an event lies, or the one next to it. Not answered when there is a new view before that. */
  find(seq: number, done: (position: number | null) => void): void;
}

/**
 * Which rows are selected beside the one under the cursor. A stretch is held by its two ends, so that it costs the same
 * for two rows and for a million, and stays what it is while events arrive.
 */
export function useFeedSelection({ first, at, read, find }: SelectionGround): FeedSelection {
  const selected = shallowRef<Selected | null>(null);
  /** Counts what the person changed, and not what was learned about it. */
  let changes = 0;

  /** First and last position of the stretch; null while one is not known. */
  const bounds = computed<{ readonly low: number; readonly high: number } | null>(() => {
    if (selected.value?.kind !== 'stretch') return null;
    const { anchor, head } = selected.value;
    if (anchor.position === null || head.position === null) return null;
    const low = Math.max(first(), Math.min(anchor.position, head.position));
    return { low, high: Math.max(anchor.position, head.position) };
  });
  const count = computed(() => {
    if (selected.value === null) return 0;
    if (selected.value.kind === 'rows') return selected.value.seqs.size;
    return bounds.value && Math.max(0, bounds.value.high - bounds.value.low + 1);
  });
  // A stretch of one row is the row under the cursor.
  const active = computed(() =>
    selected.value?.kind === 'rows' ? true : count.value === null || count.value > 1,
  );

  function has(position: number, row: EventRow | undefined): boolean {
    const now = selected.value;
    if (now === null) return false;
    if (now.kind === 'rows') return row !== undefined && now.seqs.has(row.seq);
    if (bounds.value) return position >= bounds.value.low && position <= bounds.value.high;
    const [from, to] = seqBounds(now);
    return row !== undefined && from !== null && to !== null && row.seq >= from && row.seq <= to;
  }

  function extend(from: SelectionEnd, to: SelectionEnd): void {
    const anchor = selected.value?.kind === 'stretch' ? selected.value.anchor : from;
    change({ kind: 'stretch', anchor: anchor === BEGINNING ? from : anchor, head: to });
  }

  function change(next: Selected | null): void {
    changes += 1;
    selected.value = next;
  }

  async function toggle(row: EventRow, beside: EventRow | null): Promise<boolean> {
    const before = selected.value;
    const then = changes;
    let chosen: Set<number>;
    if (before === null) chosen = new Set(beside ? [beside.seq] : []);
    else if (before.kind === 'rows') chosen = new Set(before.seqs);
    else {
      if (count.value === null || count.value > MAX_SINGLE_ROWS) return false;
      const all = await seqs(MAX_SINGLE_ROWS);
      if (all === null || changes !== then) return true;
      chosen = new Set(all);
    }
    if (!chosen.delete(row.seq)) {
      if (chosen.size >= MAX_SINGLE_ROWS) return false;
      chosen.add(row.seq);
    }
    change(chosen.size === 0 ? null : { kind: 'rows', seqs: chosen });
    return true;
  }

  async function seqs(most: number): Promise<readonly number[] | null> {
    const now = selected.value;
    if (now === null) return null;
    if (now.kind === 'rows') return [...now.seqs].sort((a, b) => a - b).slice(0, most);
    if (!bounds.value) return null;
    const { low } = bounds.value;
    const end = Math.min(bounds.value.high + 1, low + most);
    const list: number[] = [];
    for (let from = low; from < end; from += MAX_WINDOW_ROWS) {
      const rows = await read(from, Math.min(MAX_WINDOW_ROWS, end - from));
      if (rows === null) return null;
      for (const { seq } of rows) list.push(seq);
    }
    return list;
  }

  async function scope(filter: ViewFilter): Promise<ExportScope | null> {
    const now = selected.value;
    if (now === null) return null;
    if (now.kind === 'rows') return { kind: 'selection', seqs: [...now.seqs].sort((a, b) => a - b) };
    const anchor = await seqOf(now.anchor);
    const head = await seqOf(now.head);
    if (anchor === null || head === null) return null;
    return { kind: 'stretch', filter, from: Math.min(anchor, head), to: Math.max(anchor, head) };
  }
  async function seqOf({ seq, position }: SelectionEnd): Promise<number | null> {
    if (seq !== null || position === null) return seq;
    // The oldest rows may have been let go of since.
    return (await read(Math.max(position, first()), 1))?.[0]?.seq ?? null;
  }

  function learn(): void {
    const now = selected.value;
    if (now?.kind !== 'stretch' || (now.anchor.seq !== null && now.head.seq !== null)) return;
    const anchor = known(now.anchor);
    const head = known(now.head);
    if (anchor !== now.anchor || head !== now.head) selected.value = { kind: 'stretch', anchor, head };
  }
  function known(end: SelectionEnd): SelectionEnd {
    const seq = end.seq === null && end.position !== null ? at(end.position)?.seq : undefined;
    return seq === undefined ? end : { ...end, seq };
  }

  function renew(): void {
    const now = selected.value;
    if (now?.kind !== 'stretch') return;
    if (now.anchor.seq === null || now.head.seq === null) return clear();
    selected.value = { kind: 'stretch', anchor: lost(now.anchor), head: lost(now.head) };
    for (const end of ['anchor', 'head'] as const) {
      const { seq, position } = selected.value[end];
      if (position === null && seq !== null) find(seq, (found) => place(end, found));
    }
  }
  const lost = (end: SelectionEnd): SelectionEnd => (end === BEGINNING ? end : { ...end, position: null });
  function place(end: 'anchor' | 'head', position: number | null): void {
    const now = selected.value;
    if (now?.kind !== 'stretch') return;
    if (position === null) return clear();
    selected.value = { ...now, [end]: { ...now[end], position } };
  }

  const clear = (): void => change(null);
  const selectTo = (end: SelectionEnd): void => change({ kind: 'stretch', anchor: BEGINNING, head: end });

  return { active, count, has, extend, toggle, selectTo, clear, scope, seqs, learn, renew };
}

function seqBounds({ anchor, head }: Extract<Selected, { kind: 'stretch' }>): [number | null, number | null] {
  if (anchor.seq === null || head.seq === null) return [null, null];
  return [Math.min(anchor.seq, head.seq), Math.max(anchor.seq, head.seq)];
}
