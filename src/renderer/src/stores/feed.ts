import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import {
  EMPTY_FILTER,
  MAX_WINDOW_ROWS,
  type BufferTotals,
  type FeedMessage,
  type RateBucket,
  type TypeCount,
  type ViewFilter,
} from '@shared/feed';
import type { EventDetail, EventRow } from '@shared/stream-event';
import { call, openFeed, type FeedLine } from '../bridge';
import { withBreaks, type Break } from './feed-breaks';
import { pacedAcknowledgement } from './feed-pace';
import { FeedQuestions } from './feed-questions';
import { mergedRates } from './feed-rates';
import { NO_ROWS, renewed, rowAt, type RowWindow } from './feed-rows';
import { TypeHues } from './type-hues';

const NO_TOTALS: BufferTotals = {
  received: 0,
  stored: 0,
  evicted: 0,
  bytes: 0,
  limitEvents: 0,
  limitBytes: 0,
};

/** A row and how far below the upper edge of the table it is, px; null: in the middle. */
export interface Landing {
  readonly position: number;
  readonly offset: number | null;
}

/**
 * The live feed as the window sees it. `live` is what the main process holds; `shown` is what the table
 * shows: the same while following, and still while paused. Pausing stops the view, never the intake.
 */
export const useFeed = defineStore('feed', () => {
  const filter = shallowRef<ViewFilter>(EMPTY_FILTER);
  const live = shallowRef({ first: 0, end: 0 });
  const shown = shallowRef({ first: 0, end: 0 });
  const rows = shallowRef<RowWindow>(NO_ROWS);
  const following = ref(true);
  /** Epoch ms since when the view stands still; null while following. */
  const pausedAt = ref<number | null>(null);
  /** Position of the keyboard cursor, and the event that is selected (also when the filter hides it). */
  const cursor = ref<number | null>(null);
  const selected = shallowRef<EventRow | null>(null);
  /** Where the table should go, once. */
  const landing = shallowRef<Landing | null>(null);
  const types = shallowRef<readonly TypeCount[]>([]);
  const rate = shallowRef<readonly RateBucket[]>([]);
  const totals = shallowRef<BufferTotals>(NO_TOTALS);
  const breaks = shallowRef<readonly Break[]>([]);
  const hues = new TypeHues();

  const matched = computed(() => live.value.end - live.value.first);
  const newCount = computed(() => (following.value ? 0 : Math.max(0, live.value.end - shown.value.end)));
  const filtered = computed(() => {
    const f = filter.value;
    return (
      f.sources.length > 0 ||
      f.channel !== null ||
      f.types.length > 0 ||
      f.excludedTypes.length > 0 ||
      f.text !== ''
    );
  });

  let line: FeedLine | null = null;
  let view = 0;
  /** A paused table keeps the old view on the screen until the new one is complete. */
  let settled = true;
  let settle: (() => void) | null = null;
  let tailRows = 0;
  let wanted = { from: 0, to: 0 };
  let covered = { from: 0, to: 0 };
  let asked: { from: number; to: number } | null = null;
  /** Finds the row that should stay where it is when the filter changes. */
  let anchor: () => { seq: number; offset: number } | null = () => null;
  const acknowledge = pacedAcknowledgement((number) => line?.send({ kind: 'ack', number }));
  const questions = new FeedQuestions((question) => line?.send({ ...question, view }));

  /** Opens the line to the main process. `comments`: whether heartbeats show, as the settings say. */
  async function open(comments: boolean): Promise<void> {
    line?.close();
    filter.value = { ...filter.value, comments };
    line = await openFeed(receive);
    makeView();
  }

  function makeView(): void {
    view += 1;
    questions.forget();
    settle = null;
    asked = null;
    line?.send({ kind: 'view', view, filter: filter.value });
    line?.send({ kind: 'follow', rows: following.value ? tailRows : 0 });
  }

  function receive(message: FeedMessage): void {
    if (message.kind === 'update') {
      acknowledge(message.number);
      totals.value = message.totals;
      if (message.view === view) takeUpdate(message);
    } else if (message.view !== view) return;
    else if (message.kind === 'rows') takeRows(message.from, message.rows);
    else questions.answer(message);
  }

  function takeUpdate(update: Extract<FeedMessage, { kind: 'update' }>): void {
    live.value = { first: update.first, end: update.end };
    note(update.tail);
    if (following.value) {
      shown.value = live.value;
      const from = update.end - update.tail.length;
      rows.value = renewed(rows.value, from, update.tail);
      covered = { from, to: update.end };
    }
    if (!settled) settle?.();
    if (update.types) {
      for (const { type } of update.types) hues.note(type);
      types.value = update.types;
    }
    if (update.rate || update.rateReset)
      rate.value = mergedRates(rate.value, update.rate ?? [], update.rateReset === true);
  }

  function takeRows(from: number, list: readonly EventRow[]): void {
    note(list);
    const want = asked;
    asked = null;
    if (following.value || !want || !settled) return;
    rows.value = renewed(rows.value, from, list);
    covered = { from: want.from, to: Math.min(want.to, live.value.end) };
    if (cursor.value !== null && selected.value === null) selected.value = at(cursor.value) ?? null;
    fetchRows();
  }

  function note(list: readonly EventRow[]): void {
    for (const row of list) if (row.kind === 'event') hues.note(row.type);
    breaks.value = withBreaks(breaks.value, list);
  }

  const at = (position: number): EventRow | undefined => rowAt(rows.value, position);

  /** The table tells how many rows fit, so that updates bring as many; 0 when it is not on the screen. */
  function setTailRows(count: number): void {
    const next = Math.min(count, MAX_WINDOW_ROWS);
    if (next === tailRows) return;
    tailRows = next;
    if (following.value) line?.send({ kind: 'follow', rows: tailRows });
  }

  /** The table tells which positions it draws, `to` not included. Missing ones are fetched while paused. */
  function want(from: number, to: number): void {
    wanted = { from, to };
    if (!following.value) fetchRows();
  }

  function fetchRows(): void {
    const from = Math.max(wanted.from, live.value.first);
    const to = Math.min(wanted.to, shown.value.end);
    if (asked || !settled || from >= to || (from >= covered.from && to <= covered.to)) return;
    const margin = Math.floor((MAX_WINDOW_ROWS - (to - from)) / 2);
    const start = Math.max(live.value.first, from - Math.max(0, margin));
    asked = { from: start, to: start + MAX_WINDOW_ROWS };
    line?.send({ kind: 'rows', view, from: start, count: MAX_WINDOW_ROWS });
  }

  function pause(): void {
    if (!following.value) return;
    following.value = false;
    pausedAt.value = Date.now();
    line?.send({ kind: 'follow', rows: 0 });
    fetchRows();
  }

  function follow(): void {
    if (following.value) return;
    following.value = true;
    pausedAt.value = null;
    settled = true;
    shown.value = live.value;
    line?.send({ kind: 'follow', rows: tailRows });
  }

  /** Changes parts of the filter. The selection stays where it is on the screen when it still matches. */
  function setFilter(part: Partial<ViewFilter>): void {
    filter.value = { ...filter.value, ...part };
    const kept = following.value ? null : anchor();
    makeView();
    cursor.value = null;
    const seq = selected.value?.seq;
    if (following.value) {
      if (seq !== undefined) find(seq, (position) => (cursor.value = position));
      return;
    }
    settled = false;
    // An answer comes only when the new view is complete, and an update follows it: so a question is asked even
    // without anything to find.
    find(kept?.seq ?? seq ?? 0, (position) => {
      settle = () => {
        land(position === null ? null : { position, offset: kept?.offset ?? null });
        if (seq === undefined) return;
        if (position !== null && (kept === null || kept.seq === seq)) cursor.value = position;
        else find(seq, (place) => (cursor.value = place));
      };
    });
  }

  /** Shows the new view of a paused table, all of it, with the kept row where it was. */
  function land(target: Landing | null): void {
    settled = true;
    rows.value = NO_ROWS;
    covered = { from: 0, to: 0 };
    shown.value = live.value;
    landing.value = target ?? { position: Math.max(live.value.first, live.value.end - 1), offset: null };
  }

  function find(seq: number, done: (position: number | null) => void): void {
    questions.ask({ kind: 'find', view, seq }, ({ position }) => done(position));
  }

  /** Selects the row at a position (clamped) and pauses. Going past the end of a paused view takes in what came. */
  function moveTo(position: number): void {
    pause();
    if (!settled) return;
    if (position >= shown.value.end && live.value.end > shown.value.end) shown.value = live.value;
    const { end } = shown.value;
    const first = Math.max(shown.value.first, live.value.first);
    if (end <= first) return;
    const to = Math.min(Math.max(position, first), end - 1);
    cursor.value = to;
    selected.value = at(to) ?? null;
  }

  function unselect(): void {
    cursor.value = null;
    selected.value = null;
  }

  /** Goes to the nearest gap or error; answers whether there is one. */
  function seek(what: 'gap' | 'error', direction: 'previous' | 'next', from: number): Promise<boolean> {
    return new Promise((resolve) => {
      questions.ask({ kind: 'seek', view, from, direction, what }, ({ position }) => {
        if (position !== null) moveTo(position);
        resolve(position !== null);
      });
    });
  }

  /** Selects an event wherever it is, lifting the filter when that hides it; false when it has left the buffer. */
  function reveal(seq: number): Promise<boolean> {
    pause();
    return new Promise((resolve) => {
      const go = (position: number | null): void => {
        if (position !== null) {
          const land = settle;
          const arrive = (): void => {
            land?.();
            moveTo(position);
            landing.value = { position, offset: null };
          };
          if (settled) arrive();
          else settle = arrive;
        }
        resolve(position !== null);
      };
      find(seq, (position) => {
        if (position !== null || !filtered.value) return go(position);
        selected.value = null;
        setFilter({ ...EMPTY_FILTER, comments: filter.value.comments });
        find(seq, go);
      });
    });
  }

  const setAnchor = (probe: typeof anchor): void => void (anchor = probe);
  const clearFilter = (): void => setFilter({ ...EMPTY_FILTER, comments: filter.value.comments });
  const detail = (seq: number): Promise<EventDetail | null> => call('events.detail', seq);

  return {
    filter,
    live,
    shown,
    rows,
    following,
    pausedAt,
    cursor,
    selected,
    landing,
    types,
    rate,
    totals,
    breaks,
    matched,
    newCount,
    filtered,
    hueOf: (type: string) => hues.of(type),
    placeOf: (type: string) => hues.place(type),
    open,
    at,
    setTailRows,
    want,
    pause,
    follow,
    setFilter,
    clearFilter,
    moveTo,
    unselect,
    seek,
    reveal,
    setAnchor,
    detail,
  };
});
